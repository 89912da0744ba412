"use strict";

// Draws charts from the numbers of the tables in the page.

const COLOURS = 7;
const AXES_MARGIN = { top: 24, right: 12, bottom: 40, left: 56 };
const NAME_HEIGHT = 16;
const colour = (index) => `var(--c${index % COLOURS})`;

/** The columns of a table by their keys: title, which numbers are better, values in the order of the model. */
function columnsOf(table) {
  const rows = [...table.tBodies[0].rows];
  return Object.fromEntries([...table.tHead.rows[0].cells].map((heading, index) => [
    heading.dataset.key,
    {
      title: heading.textContent,
      better: heading.dataset.better,
      values: rows.map((row) => cellValue(row.cells[index])),
    },
  ]));
}

/** The first column names the rows. */
const rowNames = (columns) => Object.values(columns)[0].values;

const bytes = (value) => {
  const unit = value > 0 ? Math.min(4, Math.floor(Math.log2(value) / 10)) : 0;
  return `${d3.format(".3~g")(value / 1024 ** unit)} ${["B", "KiB", "MiB", "GiB", "TiB"][unit]}`;
};
const number = (value) =>
  value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)
    ? d3.format(".0e")(value)
    : d3.format(".4~g")(value);
const isShown = (value) => typeof value === "number" && Number.isFinite(value);

/** A drawing as wide as its figure, with its margins taken off. */
function drawing(figure, height, margin) {
  const width = Math.max(280, figure.clientWidth);
  const svg = d3.create("svg")
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("role", "img")
    .attr("aria-label", `${figure.querySelector("figcaption").firstChild.textContent}. The table below has the numbers.`);
  const inner = svg.append("g").attr("transform", `translate(${margin.left},${margin.top})`);
  return {
    svg, inner, left: margin.left,
    width: width - margin.left - margin.right,
    height: height - margin.top - margin.bottom,
  };
}

/** Logarithmic where the numbers differ by more than a hundred times. */
function scaleOf(values, range) {
  const shown = values.filter(isShown);
  const positive = shown.filter((value) => value > 0);
  const [least, greatest] = d3.extent(positive);
  if (positive.length === shown.length && greatest / least > 100) {
    return d3.scaleLog([least, greatest], range).nice();
  }
  return d3.scaleLinear([Math.min(0, d3.min(shown) ?? 0), d3.max(shown) || 1], range).nice();
}

/** A scale that need not begin at zero, for points that are compared with one another. */
function nearScale(values, range) {
  const [least, greatest] = d3.extent(values.filter(isShown));
  const room = (greatest - least || Math.abs(greatest) || 1) * 0.1;
  return d3.scaleLinear([least - room, greatest + room], range).nice();
}

/** Ticks at whole numbers of a unit of bytes. */
function bytesAxis(x, count) {
  const [least, greatest] = x.domain();
  const unit = 1024 ** Math.max(0, Math.floor(Math.log2(greatest) / 10));
  return d3.axisBottom(x).tickValues(d3.ticks(least / unit, greatest / unit, count).map((tick) => tick * unit))
    .tickFormat(bytes);
}

const ticksIn = (width) => Math.max(2, Math.floor(width / 70));

function axes({ inner, width, height, left }, y, xAxis, xTitle, yTitle) {
  // A logarithmic scale names only some of its ticks.
  const name = "base" in y ? y.tickFormat(5, "~g") : number;
  const yAxis = d3.axisLeft(y).ticks(5).tickFormat(name).tickSizeInner(-width).tickPadding(6);
  inner.append("g").attr("class", "axis grid").call(yAxis);
  inner.append("g").attr("class", "axis").attr("transform", `translate(0,${height})`).call(xAxis);
  inner.append("text").attr("x", width).attr("y", height + 34).attr("text-anchor", "end").text(xTitle);
  inner.append("text").attr("x", 4 - left).attr("y", -10).text(yTitle);
}

function legend(figure, names) {
  const list = document.createElement("ul");
  list.className = "legend";
  names.forEach((name, index) => {
    const item = document.createElement("li");
    item.style.setProperty("--colour", colour(index));
    item.textContent = name;
    list.append(item);
  });
  figure.append(list);
}

const draw = {

  dots(figure, columns, { x: xKey, y: yKeys }) {
    const keys = yKeys.filter((key) => columns[key].values.some(isShown));
    const names = rowNames(columns);
    const plot = drawing(figure, 320, AXES_MARGIN);
    const x = d3.scaleLinear([1, Math.max(2, names.length)], [0, plot.width]);
    const y = scaleOf(keys.flatMap((key) => columns[key].values), [plot.height, 0]);
    const xAxis = d3.axisBottom(x).ticks(ticksIn(plot.width), "d");
    axes(plot, y, xAxis, "place in the model", "relative error");
    const radius = Math.max(1.5, Math.min(4, plot.width / names.length / 3));
    keys.forEach((key, index) => {
      const points = columns[key].values
        .map((value, row) => ({ value, row }))
        .filter(({ value }) => isShown(value) && isShown(y(value)));
      plot.inner.append("g").attr("fill", colour(index)).selectAll("circle").data(points).join("circle")
        .attr("cx", ({ row }) => x(columns[xKey].values[row]))
        .attr("cy", ({ value }) => y(value))
        .attr("r", radius)
        .append("title").text(({ value, row }) => `${names[row]}: ${number(value)}`);
    });
    figure.append(plot.svg.node());
    legend(figure, keys.map((key) => columns[key].title));
  },

  columns(figure, columns, { x: xKey, y: [yKey] }) {
    const from = columns[xKey].values;
    const to = columns.to.values;
    const counts = columns[yKey].values;
    if (counts.length === 0) return;
    const plot = drawing(figure, 240, AXES_MARGIN);
    const x = d3.scaleLinear([from[0], to[to.length - 1]], [0, plot.width]);
    const y = d3.scaleLinear([0, d3.max(counts)], [plot.height, 0]).nice();
    axes(plot, y, d3.axisBottom(x).ticks(ticksIn(plot.width)).tickFormat(number), "value", "samples");
    plot.inner.append("g").attr("fill", colour(0)).selectAll("rect").data(counts).join("rect")
      .attr("class", "part")
      .attr("x", (_, row) => x(from[row]))
      .attr("width", (_, row) => Math.max(1, x(to[row]) - x(from[row])))
      .attr("y", (count) => y(count))
      .attr("height", (count) => plot.height - y(count))
      .append("title").text((count, row) => `${number(from[row])} to ${number(to[row])}: ${count}`);
    figure.append(plot.svg.node());
  },

  parts(figure, columns, { x: xKey, y: keys }) {
    const parts = largestParts(columns, xKey, keys);
    const margin = { top: 4, right: 12, bottom: 28, left: 60 };
    const plot = drawing(figure, 130, margin);
    const x = d3.scaleLinear([0, d3.max(keys, (key) => d3.sum(parts, (part) => part[key]))], [0, plot.width]);
    const y = d3.scaleBand(keys, [0, plot.height]).padding(0.2);
    keys.forEach((key) => {
      const ends = d3.cumsum(parts, (part) => part[key]);
      plot.inner.append("g").selectAll("rect").data(parts).join("rect")
        .attr("class", "part")
        .attr("fill", (_, row) => colour(row))
        .attr("x", (part, row) => x(ends[row] - part[key]))
        .attr("width", (part) => x(part[key]))
        .attr("y", y(key))
        .attr("height", y.bandwidth())
        .append("title").text((part) => `${part.name}: ${bytes(part[key])}`);
    });
    plot.inner.append("g").attr("class", "axis").call(d3.axisLeft(y).tickSize(0).tickFormat((key) => columns[key].title));
    plot.inner.append("g").attr("class", "axis").attr("transform", `translate(0,${plot.height})`)
      .call(bytesAxis(x, ticksIn(plot.width)));
    figure.append(plot.svg.node());
    legend(figure, parts.map((part) => part.name));
  },

  front(figure, columns, { x: xKey, y: yKeys }) {
    const key = figure.dataset.chosen ?? yKeys[0];
    const column = columns[key];
    const points = rowNames(columns)
      .map((name, row) => ({ name, x: columns[xKey].values[row], y: column.values[row] }))
      .filter((point) => isShown(point.x) && isShown(point.y));
    if (points.length === 0) return;
    const margin = { top: 24, right: 24, bottom: 40, left: 64 };
    const plot = drawing(figure, 320, margin);
    const x = nearScale(points.map((point) => point.x), [0, plot.width]);
    const y = nearScale(points.map((point) => point.y), [plot.height, 0]);
    const better = column.better === "higher" ? "higher is better" : "lower is better";
    axes(plot, y, bytesAxis(x, ticksIn(plot.width)), columns[xKey].title, `${column.title}, ${better}`);
    const best = paretoFront(points, column.better === "higher" ? -1 : 1);
    plot.inner.append("path").attr("class", "front")
      .attr("d", d3.line((point) => x(point.x), (point) => y(point.y))(best));
    plot.inner.append("g").selectAll("circle").data(points).join("circle")
      .attr("cx", (point) => x(point.x))
      .attr("cy", (point) => y(point.y))
      .attr("r", 5)
      .attr("fill", (point) => (best.includes(point) ? colour(0) : "var(--ground)"))
      .attr("stroke", colour(0)).attr("stroke-width", 2);
    figure.append(plot.svg.node());
    addNames(plot, points.map((point) => ({ name: point.name, x: x(point.x), y: y(point.y) })));
  },
};

/** The rows with the most bytes, and one for all others where there are more rows than colours. */
function largestParts(columns, xKey, keys) {
  const parts = rowNames(columns).map((operator, row) => ({
    name: `${operator}, ${columns[xKey].values[row] ?? ""}`.replace(/, $/, ""),
    ...Object.fromEntries(keys.map((key) => [key, columns[key].values[row]])),
  }));
  const sorted = d3.sort(parts, (part) => -d3.max(keys, (key) => part[key]));
  if (sorted.length <= COLOURS) return sorted;
  const others = sorted.slice(COLOURS - 1);
  const sums = Object.fromEntries(keys.map((key) => [key, d3.sum(others, (part) => part[key])]));
  return [...sorted.slice(0, COLOURS - 1), { name: `${others.length} more`, ...sums }];
}

/** The points that no other point beats in size and figure, from small to large. */
function paretoFront(points, sign) {
  const bySize = d3.sort(points, (point) => point.x, (point) => sign * point.y);
  let least = Infinity;
  return bySize.filter((point) => {
    const isBest = sign * point.y < least;
    if (isBest) least = sign * point.y;
    return isBest;
  });
}

/** Names beside their points, on the side with more room. A line leads to a name that had to give way. */
function addNames({ inner, width, height }, points) {
  const texts = inner.append("g").selectAll("text").data(points).join("text")
    .attr("class", "name")
    .attr("text-anchor", (point) => (point.x > width / 2 ? "end" : "start"))
    .text((point) => point.name);
  const labels = texts.nodes().map((text, index) => {
    const { x, y } = points[index];
    const length = text.getComputedTextLength();
    return x > width / 2 ? { left: x - 12 - length, right: x - 12, y } : { left: x + 12, right: x + 12 + length, y };
  });
  pushApart(labels, 1);
  labels.forEach((label) => { label.y = Math.min(label.y, height); });
  pushApart(labels, -1);
  texts
    .attr("x", (point, index) => (point.x > width / 2 ? labels[index].right : labels[index].left))
    .attr("y", (_, index) => labels[index].y + 4);
  inner.append("g").attr("class", "leaders").selectAll("line")
    .data(points.map((point, index) => ({ ...point, to: labels[index] })).filter(({ y, to }) => Math.abs(to.y - y) > 1))
    .join("line")
    .attr("x1", ({ x }) => x).attr("y1", ({ y }) => y)
    .attr("x2", ({ x, to }) => (to.left > x ? to.left - 2 : to.right + 2)).attr("y2", ({ to }) => to.y);
}

/** Moves labels down (1) or up (-1) until none covers another. */
function pushApart(labels, direction) {
  const placed = [];
  for (const label of d3.sort(labels, ({ y }) => direction * y)) {
    for (const other of d3.sort(placed, ({ y }) => direction * y)) {
      const covers = label.left < other.right && other.left < label.right && Math.abs(label.y - other.y) < NAME_HEIGHT;
      if (covers) label.y = other.y + direction * NAME_HEIGHT;
    }
    placed.push(label);
  }
}

function addChoice(figure, columns, keys, redraw) {
  const label = document.createElement("label");
  label.textContent = " by ";
  const select = document.createElement("select");
  keys.forEach((key) => select.append(new Option(columns[key].title, key)));
  select.addEventListener("change", () => {
    figure.dataset.chosen = select.value;
    redraw();
  });
  label.append(select);
  figure.querySelector("figcaption").append(label);
}

for (const figure of document.querySelectorAll("figure.chart")) {
  const columns = columnsOf(document.getElementById(figure.dataset.table));
  const axesKeys = { x: figure.dataset.x, y: figure.dataset.y.split(" ") };
  const redraw = () => {
    figure.querySelectorAll("svg, .legend").forEach((old) => old.remove());
    draw[figure.dataset.kind](figure, columns, axesKeys);
  };
  if (figure.dataset.kind === "front" && axesKeys.y.length > 1) addChoice(figure, columns, axesKeys.y, redraw);
  let width = 0;
  new ResizeObserver(() => {
    if (figure.clientWidth !== width) {
      width = figure.clientWidth;
      redraw();
    }
  }).observe(figure);
}
