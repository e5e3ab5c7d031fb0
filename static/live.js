// Live parts of workshops: each asks its address every other second whether
// what it shows still holds. When the room has moved on the page loads itself
// anew. Without scripts a plain link does the same.
"use strict";

for (const place of document.querySelectorAll("[data-live]")) {
  const often = 1900, seldom = 10000;
  let tag = place.dataset.tag || "", pause = often, timer = 0, asking = false;
  const lost = document.querySelector("[data-lost]");
  const go = () => place.dataset.go ? location.replace(place.dataset.go) : location.reload();

  async function ask() {
    clearTimeout(timer);
    if (asking || document.hidden) return;
    asking = true;
    const control = new AbortController();
    const limit = setTimeout(() => control.abort(), 15000);
    try {
      const answer = await fetch(place.dataset.live, { cache: "no-store", signal: control.signal, headers: tag ? { "If-None-Match": tag } : {} });
      if (answer.headers.get("Onramp-Moved") || answer.status === 404 || answer.status === 410 || answer.redirected) return go();
      if (answer.status === 200) {
        const text = await answer.text();
        tag = answer.headers.get("ETag") || "";
        if (text) place.innerHTML = text;
      }
      if (!answer.ok && answer.status !== 304) throw new Error(answer.status);
      pause = often;
      if (lost) lost.hidden = true;
    } catch {
      pause = Math.min(pause * 1.6, seldom);
      if (lost) lost.hidden = false;
    } finally {
      clearTimeout(limit);
      asking = false;
      timer = setTimeout(ask, pause * (0.9 + Math.random() / 10));
    }
  }
  document.addEventListener("visibilitychange", ask); // a phone that slept is right at once
  window.addEventListener("online", ask);
  timer = setTimeout(ask, pause);
}

// Pages shown again from the browser's memory are out of date.
window.addEventListener("pageshow", (event) => { if (event.persisted && document.querySelector("[data-live]")) location.reload(); });

// A new workshop begins with the clock of the room.
for (const clock of document.querySelectorAll("select[data-clock]")) {
  const place = -new Date().getTimezoneOffset();
  if (!clock.querySelector(`option[value="${place}"]`)) continue;
  clock.value = String(place);
  for (const field of document.querySelectorAll("input[data-utc]")) {
    field.value = new Date(Date.parse(field.dataset.utc) + place * 60000).toISOString().slice(0, 16);
  }
}

// The facilitator's hand leaves the mouse: arrows turn the pages of a projector.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight", back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
  const step = { [forward]: "next", PageDown: "next", [back]: "prev", PageUp: "prev" }[event.key];
  const link = step && document.querySelector(`.screen a[rel~=${step}]`);
  if (link) { event.preventDefault(); link.click(); }
});
