// 字体 大中小 where the browser knows no :has(): the choice stands on the page's main part, and the styles follow it.
if (!CSS.supports("selector(:has(a))")) {
  const main = document.querySelector("main");
  for (const choice of document.querySelectorAll('input[name="text-size"]')) {
    const tell = () => { if (choice.checked) main.dataset.textSize = choice.value; };
    choice.addEventListener("change", tell);
    tell();
  }
}
