// What scripts add to a page that works without them: keys 1 to 9 pick an
// answer, Enter goes on, the reader's focus follows to the next question, and
// an answer that did not arrive says so. On the roadmap, what was open stays
// open and the focus stays where the reader works.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const form = document.querySelector("#item form");
  if (!form || event.target.matches("input:not([type=radio],[type=checkbox]), textarea, select")) return;
  if (event.key === "Enter" && event.target.matches("input, main, body, h1")) {
    const go = form.querySelector("button:not([name])");
    if (go) { event.preventDefault(); go.click(); }
    return;
  }
  const place = Number(event.key);
  const choices = form.querySelectorAll(".option input");
  if (place >= 1 && place <= choices.length) {
    event.preventDefault();
    const choice = choices[place - 1];
    choice.type === "checkbox" ? choice.click() : (choice.checked = true);
    choice.focus();
  }
});

// "None of these" and the other ticks exclude each other.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (!box.matches || !box.matches("#item input[name=options]") || !box.checked) return;
  for (const other of document.querySelectorAll("#item input[name=options]")) {
    if (other !== box && (box.value === "none" || other.value === "none")) other.checked = false;
  }
});

// After a swap: the question's heading gets the focus, so that a screen reader
// starts there, and the window shows its title.
document.addEventListener("htmx:afterSettle", () => {
  const heading = document.querySelector("#item h1");
  if (!heading) return;
  const problem = document.querySelector("#item [role=alert]:not([hidden])");
  const target = problem || heading;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  document.title = heading.textContent.trim() + " · Onramp";
});

// An answer that did not arrive, or that the server could not keep: the form
// stays as it is, and the page says so until it is sent again.
function lost(shown) {
  const notice = document.querySelector("#item .lost, .news-place .lost");
  if (!notice) return;
  notice.hidden = !shown;
  if (shown) notice.scrollIntoView({ block: "nearest" });
}
for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => lost(true));
document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status >= 500) lost(true); });
document.addEventListener("htmx:beforeRequest", () => lost(false));

// The plan is swapped whole: steps that were unfolded stay so, fields of the
// trial that are wrong are marked, and after a mark the focus goes to the step,
// or to the one that followed when it has left the list.
let unfolded = [], following = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  const steps = Array.from(document.querySelectorAll("#plan .step"));
  unfolded = steps.filter((step) => step.querySelector("details[open]")).map((step) => step.id);
  const at = steps.indexOf(event.detail.requestConfig?.elt?.closest(".step"));
  following = at < 0 ? [] : steps.slice(at).map((step) => step.id);
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (!document.getElementById("plan")) return;
  for (const id of unfolded) {
    const details = document.getElementById(id)?.querySelector("details");
    if (details) details.open = true;
  }
  for (const problem of document.querySelectorAll("#trial .problem[id]")) {
    const field = document.getElementById(problem.id.replace(/-problem$/, ""));
    if (field) problem.textContent.trim() ? field.setAttribute("aria-invalid", "true") : field.removeAttribute("aria-invalid");
  }
  const measure = event.detail.requestConfig?.elt?.dataset.measure;
  if (!measure || event.detail.target?.id !== "plan") return;
  const step = [measure, ...following].map((id) => document.getElementById(id)).find((found) => found?.matches(".step"));
  const target = step?.querySelector("summary, h3") || document.getElementById("news");
  if (!target) return;
  if (!target.matches("summary")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  if (step) target.scrollIntoView({ block: "nearest" }); // the news stand in view
});
