// Leaving a form in which something was typed asks first, also by another form of the page. Wagtail's own editors ask by themselves.
(() => {
  "use strict";
  const typed = new Set();
  const ours = (form) => form && form.method === "post" && !(form.dataset.controller || "").includes("w-unsaved");

  const note = (event) => {
    const form = event.target.form;
    if (ours(form) && event.target.type !== "search") typed.add(form);
  };

  // Who logs in in another window gets a new mark against forgery: a form takes the one that holds now, and nothing typed is lost.
  const mark = (event) => {
    const field = event.target.elements?.namedItem("csrfmiddlewaretoken");
    const now = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
    if (field && now) field.value = now.slice("csrftoken=".length);
  };
  document.addEventListener("submit", mark, true);
  document.addEventListener("sending", mark, true);

  document.addEventListener("input", note);
  document.addEventListener("change", note);
  // A page that saves by itself says so.
  document.addEventListener("kept", (event) => typed.delete(event.target));
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) typed.delete(event.target);
  });
  document.addEventListener("DOMContentLoaded", () => {
    // What was refused, or only looked at, is typed, too.
    for (const form of document.querySelectorAll("main form")) {
      const isTyped = "typed" in form.dataset || form.querySelector(".errorlist, [aria-invalid=true]");
      if (ours(form) && isTyped) typed.add(form);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed.size) event.preventDefault();
  });
})();
