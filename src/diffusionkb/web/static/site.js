/* Comfort only: a button that copies a citation. Everything works without it. */
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
