// Everything here is a convenience: every page works without it.
import htmx from "htmx.org/dist/htmx.esm.js";
import { counters } from "./counter.js";
import { focusErrors } from "./errors.js";
import { menu } from "./menu.js";
import { once } from "./once.js";

// The strict content policy allows neither injected styles nor evaluated code.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;

counters();
menu();
focusErrors();
once();
