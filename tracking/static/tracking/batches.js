// One step for many items: the button says for how many. Without script it says how many there were at first.
const many = document.querySelector("[data-many]");
if (many) {
  const boxes = [...many.querySelectorAll("input[name=take]")];
  const count = many.querySelector("[data-many-count]");
  const show = () => {
    if (count) count.textContent = boxes.filter((box) => box.checked).length;
  };
  many.addEventListener("change", (event) => {
    // In a grid what is filled in goes.
    const row = event.target.closest("[data-many-grid] > li");
    if (row && event.target.name !== "take") row.querySelector("input[name=take]").checked = true;
    show();
  });
  // What was opened was looked at; without script the box beside it is ticked by hand.
  for (const letter of many.querySelectorAll("[data-many-letter]")) {
    letter.addEventListener("toggle", () => {
      const box = letter.parentElement.querySelector("input[name=read]");
      if (box && letter.open) box.checked = true;
    });
  }
  show();
}
