/* Comfort only: a button that copies a citation; a basket that is remembered. Everything works without it. */
for (const box of document.querySelectorAll(".copy")) {
  const button = document.createElement("button");
  const label = box.querySelector("h3").textContent;
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${label}`);
  button.addEventListener("click", async () => {
    const status = box.closest(".cite").querySelector(".copied");
    try {
      await navigator.clipboard.writeText(box.querySelector("pre").textContent);
      status.textContent = `Copied: ${label}`;
    } catch {
      status.textContent = "Your browser does not allow copying here; select the text.";
    }
  });
  box.append(button);
}

/* The basket is an address; this browser only remembers the last one. */
const KEPT = "diffusionkb-basket";
const link = document.querySelector('header nav a[href$="/basket"]');
const kept = () => JSON.parse(localStorage.getItem(KEPT) || "[]");
try {
  const here = new URLSearchParams(location.search);
  const refused = document.querySelector(".problem"); // too full: keep the one before
  if (link && location.pathname === new URL(link.href).pathname && here.has("p") && !refused) {
    localStorage.setItem(KEPT, JSON.stringify(here.getAll("p").filter(Boolean)));
  }
  if (link && kept().length) {
    const ids = new URLSearchParams(kept().map((id) => ["p", id]));
    link.search = ids.toString();
    link.textContent = `Basket (${kept().length})`;
  }
  const form = document.getElementById("collect");
  if (form) {
    for (const id of kept()) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: "p", value: id });
      form.prepend(input);
    }
  }
  const one = document.querySelector("a.collect-this");
  if (one) {
    const all = new URLSearchParams(kept().map((id) => ["p", id]));
    all.append("p", new URLSearchParams(one.search).get("p"));
    one.search = all.toString();
  }
} catch {
  /* No storage here: the address alone is the basket. */
}
