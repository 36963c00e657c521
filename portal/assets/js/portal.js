// Everything here is a convenience: every page works without it.
import htmx from "htmx.org/dist/htmx.esm.js";
import { bar } from "./bar.js";
import { counters } from "./counter.js";
import { focusErrors } from "./errors.js";
import { filters } from "./filters.js";
import { maps } from "./map.js";
import { menu } from "./menu.js";
import { offline } from "./offline.js";
import { once } from "./once.js";
import { print } from "./print.js";
import { search } from "./search.js";
import { share } from "./share.js";

// The strict content policy allows neither injected styles nor evaluated code.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
// A refused form comes back with its errors (422, 429): it is shown like any other answer.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "4(22|29)", swap: true },
  { code: "[45]..", swap: false, error: true },
];
// Nothing of a page is kept in the browser's storage: going back asks the server again.
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;

bar();
counters();
maps();
menu();
filters();
focusErrors();
once();
offline();
print();
search();
share();

// What was put into the page in answer to an action is read next.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  detail.target?.querySelector?.("[data-focus]")?.focus();
});

// Filters that are not used stay out of the address, which people copy and send on.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") return;
  for (const [name, value] of [...detail.formData.entries()]) {
    if (!value) detail.formData.delete(name);
  }
});
