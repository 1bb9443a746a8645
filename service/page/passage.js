/** Brings focus to the passage that the address names, also where the address has no fragment. */
const passage = document.getElementById("fundstelle");
passage?.scrollIntoView({ block: "start" });
passage?.focus({ preventScroll: true });
