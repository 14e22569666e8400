// Beside every figure that is picked in the editor: its value and definition, taken from the table of counts above.
(() => {
  const said = (key) => {
    const row = document.querySelector(`.counted-now [data-figure="${CSS.escape(key)}"]`);
    return row ? [...row.querySelectorAll("td")].map((cell) => cell.textContent).join("：") : "";
  };

  const tell = (select) => {
    const words = said(select.value);
    let note = select.parentElement.querySelector(".counted-said");
    if (!note && words) {
      note = document.createElement("p");
      note.className = "counted-said";
      note.setAttribute("aria-live", "polite");
      select.after(note);
    }
    if (note && note.textContent !== words) note.textContent = words;
  };

  const tellAll = () => {
    for (const select of document.querySelectorAll('select[name^="cards-"], select[name^="body-"]')) tell(select);
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (!document.querySelector(".counted-now")) return;
    document.addEventListener("change", tellAll);
    new MutationObserver(tellAll).observe(document.querySelector("form[data-edit-form]") || document.body, {
      childList: true,
      subtree: true,
    });
    tellAll();
  });
})();
