/* The static bundle's search page: asks pagefind's index beside it, and writes what it answers as text. */
(function () {
  "use strict";

  var own = document.currentScript;
  var before = own.dataset.before || "";
  var shown = 20;
  var status = document.getElementById("bundle-status");
  var list = document.getElementById("bundle-hits");
  var more = document.getElementById("bundle-more");
  var words = (new URLSearchParams(location.search).get("q") || "").trim().slice(0, 100);

  function element(name, kind, text) {
    var made = document.createElement(name);
    if (kind) {
      made.className = kind;
    }
    if (text) {
      made.textContent = text;
    }
    return made;
  }

  /* An extract comes as HTML: its text and its marks are taken over, nothing else. */
  function extract(html) {
    var line = element("p", "entry__summary");
    new DOMParser().parseFromString(html, "text/html").body.childNodes.forEach(function (node) {
      var isMark = node.nodeName === "MARK";
      line.append(isMark ? element("mark", "", node.textContent) : node.textContent);
    });
    return line;
  }

  function entry(found) {
    var item = element("li", "entry");
    var title = element("a", "entry__title", found.meta.title);
    title.href = before + found.raw_url;
    item.append(title, extract(found.excerpt), element("p", "entry__facts", found.meta.facts));
    return item;
  }

  async function show(results, start) {
    var part = await Promise.all(
      results.slice(start, start + shown).map(function (one) {
        return one.data();
      })
    );
    part.forEach(function (found) {
      list.append(entry(found));
    });
    more.hidden = results.length <= start + shown;
    more.firstElementChild.onclick = async function () {
      await show(results, start + shown);
      list.children[start + shown].querySelector("a").focus();
    };
  }

  async function search() {
    document.getElementById("search-words").value = words;
    if (!words) {
      status.textContent = "请在页首的搜索框中输入要查找的词，例如承办单位、事项或地名。";
      return;
    }
    status.textContent = "正在查找……";
    var pagefind = await import(own.dataset.index);
    var found = await pagefind.search(words);
    status.textContent = found.results.length
      ? "“" + words + "”：共 " + found.results.length + " 篇"
      : "没有找到与“" + words + "”有关的内容。请换一个词，或从下面的栏目查找。";
    await show(found.results, 0);
  }

  search().catch(function () {
    status.textContent = "搜索暂时不能用，请从下面的栏目查找。";
  });
})();
