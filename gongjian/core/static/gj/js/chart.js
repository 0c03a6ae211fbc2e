// Draws <div data-gj-chart="id of the JSON"> with ECharts, in colours of our style sheet: dark and large type follow.
// An option may name a token as "$red", so that what the server sends knows no theme.
const still = matchMedia("(prefers-reduced-motion: reduce)");
const EXTRA = ["#7A6A8E", "#4F8684", "#B5654A", "#8C8377"];
let live = [];

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--gj-${name}`).trim();

function theme() {
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const text = { color: token("ink-2"), fontSize: 13 * scale, fontFamily: token("sans") };
  const axis = {
    axisLine: { lineStyle: { color: token("line-strong") } },
    axisTick: { show: false },
    axisLabel: text,
    nameTextStyle: text,
    splitLine: { lineStyle: { color: token("line") } },
    splitArea: { show: false },
  };
  return {
    color: ["red", "blue", "green", "ochre"].map(token).concat(EXTRA),
    backgroundColor: "transparent",
    grid: { left: 4, right: 12, top: 36, bottom: 4, containLabel: true },
    textStyle: { fontFamily: token("sans"), color: token("ink-2") },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    legend: { textStyle: text, itemWidth: 12, itemHeight: 12, itemGap: 18, icon: "roundRect", left: 0, top: 0 },
    tooltip: {
      backgroundColor: token("surface"),
      borderColor: token("line"),
      textStyle: { color: token("ink"), fontFamily: token("sans"), fontSize: 14 * scale },
      extraCssText: `border-radius:10px;box-shadow:${token("shadow-2")}`,
    },
    line: { symbol: "circle", symbolSize: 7, lineStyle: { width: 2.5 }, smooth: false },
    bar: { barMaxWidth: 26, itemStyle: { borderRadius: [4, 4, 0, 0] } },
    aria: { enabled: false },
    animationDuration: still.matches ? 0 : 500,
  };
}

function filled(option) {
  if (Array.isArray(option)) return option.map(filled);
  if (option && typeof option === "object") {
    return Object.fromEntries(Object.entries(option).map(([key, value]) => [key, filled(value)]));
  }
  return typeof option === "string" && option.startsWith("$") ? token(option.slice(1)) || option : option;
}

function draw() {
  for (const chart of live) chart.dispose();
  live = [];
  if (!window.echarts) return;
  window.echarts.registerTheme("gongjian", theme());
  for (const element of document.querySelectorAll("[data-gj-chart]")) {
    const source = document.getElementById(element.dataset.gjChart);
    if (!source) continue;
    const chart = window.echarts.init(element, "gongjian", { renderer: "svg" });
    chart.setOption(filled(JSON.parse(source.textContent)));
    live.push(chart);
  }
}

draw();
document.addEventListener("gj:theme", draw);
document.addEventListener("htmx:afterSettle", (event) => event.target.querySelector?.("[data-gj-chart]") && draw());
window.addEventListener("resize", () => live.forEach((chart) => chart.resize()));
