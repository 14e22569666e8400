// What is written on the page of a letter is saved while it is written (自动暂存); without this script the button 暂存 does it.
// Nothing is put into the browser's own storage: office computers are shared, and a letter names people.
(() => {
  "use strict";
  const form = document.querySelector("form[data-writing]");
  if (!form) return;
  const state = form.querySelector("[data-state]");
  const read = form.querySelector("[data-read]");
  const QUIET = 4000;
  const LONGEST = 15000;
  const AGAIN = 20000;
  const MOST_ON_LEAVING = 60000;
  let quiet = 0;
  let longest = 0;
  let typed = 0;
  let saved = 0;
  let busy = false;
  let sent = false;

  const say = (words, isBad) => {
    state.textContent = words;
    state.classList.toggle("bad", Boolean(isBad));
  };

  const words = () => {
    form.dispatchEvent(new CustomEvent("sending", { bubbles: true }));
    const data = new FormData(form);
    for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
    data.set("keep", "script");
    return data;
  };

  const show = (html) => {
    const found = new DOMParser().parseFromString(html, "text/html");
    for (const one of found.querySelectorAll("[autofocus]")) one.removeAttribute("autofocus");
    read.replaceChildren(...found.body.childNodes);
  };

  const save = async (leaving) => {
    clearTimeout(quiet);
    clearTimeout(longest);
    longest = 0;
    if (sent || busy || typed === saved) return;
    busy = true;
    const upto = typed;
    const body = words();
    const size = [...body.values()].reduce((sum, value) => sum + 3 * value.length, 0);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        credentials: "same-origin",
        redirect: "manual",
        keepalive: leaving && size < MOST_ON_LEAVING,
        headers: { Accept: "application/json" },
      });
      const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
      if (answer.type === "opaqueredirect") {
        say("登录已超时，刚才的改动还没有存上。请不要关闭这一页：在另一个窗口登录后会自动存上；或点“暂存”，登录后放回这一页。", true);
        quiet = setTimeout(save, AGAIN);
      } else if (told === null) {
        say("服务器没有存上刚才的改动，稍后自动再试。请不要关闭这一页。", true);
        quiet = setTimeout(save, AGAIN);
      } else if (!answer.ok) {
        say(told.words, true);
      } else {
        saved = upto;
        if (told.number !== null) form.elements.namedItem("draft").value = told.number;
        if (told.words) say(told.words, told.aside);
        if (!read.contains(document.activeElement)) show(told.hints);
        if (typed === saved) form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
      }
    } catch {
      say("连不上服务器，刚才的改动还没有存上，稍后自动再试。请不要关闭这一页。", true);
      quiet = setTimeout(save, AGAIN);
    }
    busy = false;
    if (typed !== upto) wait();
  };

  const wait = () => {
    clearTimeout(quiet);
    quiet = setTimeout(save, QUIET);
    longest ||= setTimeout(save, LONGEST);
  };

  const note = (event) => {
    if (event.target.type === "file") return;
    typed += 1;
    wait();
  };

  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("submit", () => {
    sent = true;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
})();
