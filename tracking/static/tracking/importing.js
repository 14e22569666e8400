// While a workbook is brought in, the page says how many of its rows are done. Without script it waits in silence.
const form = document.querySelector("[data-importing]");
const status = form?.querySelector("[role=status]");
form?.addEventListener("submit", (event) => {
  if (event.submitter?.name === "discard") return;
  status.hidden = false;
  const ask = async () => {
    try {
      const answer = await fetch("?progress=1", { headers: { Accept: "application/json" } });
      const told = answer.ok ? await answer.json() : {};
      if (told.said && told.said !== status.textContent) status.textContent = told.said; // read aloud once
    } catch {
      // The server is busy: it is asked again.
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
});
