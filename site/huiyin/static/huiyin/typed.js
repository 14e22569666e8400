// A form that was sent after the session had ended is filled in again once its writer has logged in; nothing is sent.
(() => {
  "use strict";
  if (location.hash !== "#typed") return;

  const put = (controls, values) => {
    const left = [...values];
    for (const control of controls) {
      if (["file", "submit", "button"].includes(control.type)) continue;
      if (control.type === "checkbox" || control.type === "radio") {
        control.checked = left.includes(control.value);
      } else if (control.multiple) {
        for (const option of control.options) option.selected = left.includes(option.value);
      } else {
        control.value = left.shift() ?? "";
      }
    }
    // One event for each: scripts of the page look again at what depends on it, and leaving asks first.
    for (const control of controls) control.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const formFor = (kept) => {
    const names = Object.keys(kept.fields);
    const has = (form) => names.filter((name) => form.elements.namedItem(name)).length;
    const forms = [...document.querySelectorAll("main form")].filter((form) => form.method === "post");
    const goesThere = (form) => Number(new URL(form.action).pathname === kept.action);
    forms.sort((one, other) => goesThere(other) - goesThere(one) || has(other) - has(one));
    return forms.find((form) => has(form) > 0);
  };

  const line = (tag, words) => Object.assign(document.createElement(tag), { textContent: words });

  const say = (kept, lost) => {
    // A page that fills its form in without a script says so itself.
    document.querySelector("[data-typed-again]")?.remove();
    const box = document.createElement("div");
    box.className = "typed-again help-block help-info";
    box.setAttribute("role", "status");
    box.append(line("p", kept.words));
    if (kept.files) box.append(line("p", kept.files));
    if (lost.length) {
      const more = document.createElement("details");
      more.append(line("summary", kept.lost));
      const text = Object.assign(document.createElement("textarea"), { readOnly: true, rows: 8, value: lost.join("\n\n") });
      text.setAttribute("aria-label", kept.lost);
      more.append(text);
      box.append(more);
    }
    document.querySelector("main").prepend(box);
    box.scrollIntoView();
  };

  document.addEventListener("DOMContentLoaded", async () => {
    const answer = await fetch("/admin/typed/", { credentials: "same-origin" });
    if (answer.status !== 200) return;
    const kept = await answer.json();
    if (kept.page !== location.pathname + location.search) return;
    const form = formFor(kept);
    const lost = [];
    for (const [name, values] of Object.entries(kept.fields)) {
      const found = form && form.elements.namedItem(name);
      if (found) put(found instanceof RadioNodeList ? [...found] : [found], values);
      else lost.push(...values.filter((value) => value.trim().length > 1));
    }
    if (form) {
      for (const box of form.querySelectorAll("input[type=checkbox][name]")) {
        if (!(box.name in kept.fields)) box.checked = false;
      }
    }
    say(kept, lost);
  });
})();
