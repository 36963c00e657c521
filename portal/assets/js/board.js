// The charts of the Region's board in the admin. Data come from the page; the tables say the same.
import {
  BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, LineController, LineElement,
  PointElement, Tooltip,
} from "chart.js";

Chart.register(
  BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement,
  PointElement, Tooltip,
);

const language = document.documentElement.lang || "it";
const number = new Intl.NumberFormat(language);
const drawn = [];

/** A colour of board.css, which knows Wagtail's light and dark theme. */
function colour(name) {
  return getComputedStyle(document.querySelector(".board")).getPropertyValue(`--board-${name}`).trim();
}

function dataset(series, kind) {
  const ink = colour(series.role);
  const shared = { label: series.label, data: series.data, backgroundColor: ink, borderColor: ink };
  if (kind === "line") {
    const dash = series.role === "before" ? [6, 4] : [];
    return { ...shared, borderWidth: 3, borderDash: dash, pointRadius: 3, tension: 0, spanGaps: false };
  }
  return { ...shared, stack: series.stack ?? "one", maxBarThickness: 26, borderWidth: 0 };
}

function axis(isNumeric) {
  const scale = { ticks: { color: colour("ink") }, grid: { color: isNumeric ? colour("line") : "transparent" } };
  if (isNumeric) {
    scale.beginAtZero = true;
    scale.ticks.precision = 0;
    scale.ticks.callback = (value) => number.format(value);
  } else {
    scale.ticks.autoSkip = false;
  }
  return scale;
}

/** A long name on two or three lines: the axis would cut it off. */
function wrapped(label) {
  const lines = [""];
  for (const word of label.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= 22 || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function draw(canvas, chart) {
  const isBars = chart.kind === "bars";
  const figure = canvas.parentElement;
  figure.hidden = false;
  if (isBars) figure.style.height = `${Math.max(220, chart.labels.length * 38 + 80)}px`;
  const scales = { x: axis(isBars), y: axis(!isBars) };
  if (chart.kind === "line") scales.x.ticks.autoSkip = true;
  if (chart.kind !== "line") {
    scales.x.stacked = true;
    scales.y.stacked = true;
  }
  return new Chart(canvas, {
    type: chart.kind === "line" ? "line" : "bar",
    data: { labels: isBars ? chart.labels.map(wrapped) : chart.labels, datasets: chart.series.map((series) => dataset(series, chart.kind)) },
    options: {
      indexAxis: isBars ? "y" : "x",
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: "index", axis: isBars ? "y" : "x", intersect: false },
      scales,
      plugins: {
        legend: { display: chart.series.length > 1, position: "bottom", labels: { color: colour("ink"), boxWidth: 14 } },
        tooltip: { callbacks: { title: (items) => chart.labels[items[0].dataIndex], label: (item) => `${item.dataset.label}: ${number.format(item.raw ?? 0)}` } },
      },
    },
  });
}

function drawAll() {
  drawn.splice(0).forEach((chart) => chart.destroy());
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 13;
  for (const chart of JSON.parse(document.getElementById("board-charts").textContent)) {
    const canvas = document.querySelector(`canvas[data-chart="${chart.id}"]`);
    if (canvas) drawn.push(draw(canvas, chart));
  }
}

if (document.getElementById("board-charts")) {
  drawAll();
  // The system may change to dark while the page is open; who chose a theme in Wagtail reloads it anyway.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
}
