// Remembers 字体 and 长者模式 in this browser. Without script the size holds on its page, and elder mode in every link of its pages.
{
  const remembered = (name) => {
    try {
      return localStorage.getItem(name);
    } catch (refused) {
      return null;
    }
  };
  const remember = (name, value) => {
    try {
      localStorage.setItem(name, value);
    } catch (refused) {
      // A browser that keeps nothing works as one without script.
    }
  };

  const size = remembered("text-size");
  for (const choice of document.querySelectorAll('input[name="text-size"]')) {
    if (choice.value === size) choice.checked = true;
    choice.addEventListener("change", () => remember("text-size", choice.value));
  }

  const isElder = document.body.classList.contains("elder");
  const other = document.querySelector(".switch");
  if (other) {
    other.addEventListener("click", () => remember("elder", isElder ? "no" : "yes"));
    if (remembered("elder") === "yes" && !isElder) location.replace(other.href + location.hash);
  }
}
