// SPDX-License-Identifier: MIT
// The canvas. A frame costs what is in view and never more than a few marks a pixel: where events are closer than that,
// one stands for those it covers.
'use strict';

const RULER = 26;
const BAR_TOP = 3, BAR_HEIGHT = 18; // of a lane
const CALL_TOP = 13, CALL_HEIGHT = 8;
const FADE = 36;                    // pixels of an end that is not known
const GAP = 2;                      // pixels from one mark to the next that is drawn
const LOOKED_AT = 64;               // of those that one mark covers
const ARROWS = 3000;                // in a frame
const LONG_ARROWS = 60;             // that leave for lanes out of sight, before they become stubs

const canvas = document.getElementById('canvas');
const draw = {
    context: canvas.getContext('2d'),
    colours: {},
    ratio: 1, height: 0, top: 0, // top: pixels scrolled
    drawn: {},                   // what the last frame has, for tests and for curious readers
    hatch: null,
};

function readColours() {
    const style = getComputedStyle(document.documentElement);

    for (const name of ['page', 'surface', 'raised', 'text', 'muted', 'grid', 'border', 'accent', 'warn', 'bad',
        ...FAMILIES.map((family) => family.colour)])
        draw.colours[name] = style.getPropertyValue(`--${name}`).trim();
    draw.hatch = hatchPattern(draw.colours.warn);
}

function hatchPattern(colour) {
    const tile = document.createElement('canvas');
    const c = tile.getContext('2d');

    tile.width = tile.height = 6;
    c.strokeStyle = colour;
    c.lineWidth = 1.5;
    c.beginPath();
    c.moveTo(-1, 7); c.lineTo(7, -1);
    c.moveTo(-4, 4); c.lineTo(4, -4);
    c.moveTo(2, 10); c.lineTo(10, 2);
    c.stroke();
    return draw.context.createPattern(tile, 'repeat');
}

function familyColour(family) {
    return draw.colours[FAMILIES[family].colour];
}

// A small sign centred at x, y: one for each family.
function sign(c, shape, x, y, r) {
    c.beginPath();
    switch (shape) {
    case 'circle': c.arc(x, y, r, 0, 7); break;
    case 'up': c.moveTo(x - r, y + r); c.lineTo(x, y - r); c.lineTo(x + r, y + r); break;
    case 'down': c.moveTo(x - r, y - r); c.lineTo(x, y + r); c.lineTo(x + r, y - r); break;
    case 'square': c.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8); break;
    case 'diamond': c.moveTo(x, y - r); c.lineTo(x + r, y); c.lineTo(x, y + r); c.lineTo(x - r, y); break;
    case 'bar': c.rect(x - r * 0.4, y - r, r * 0.8, r * 2); break;
    case 'cross': c.rect(x - r, y - r * 0.35, r * 2, r * 0.7); c.rect(x - r * 0.35, y - r, r * 0.7, r * 2); break;
    default: c.arc(x, y, r * 0.5, 0, 7);
    }
    c.closePath();
    c.fill();
}

// Round steps of 1, 2 or 5.
function tickStep(span, most) {
    const rough = span / most;
    const power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= rough);
}

function drawRuler(c) {
    const step = tickStep(view.to - view.from, Math.max(2, view.width / 110));

    c.fillStyle = draw.colours.raised;
    c.fillRect(0, 0, view.width, RULER);
    c.font = '11px system-ui, sans-serif';
    c.textBaseline = 'middle';
    for (let time = Math.ceil(view.from / step) * step; time <= view.to; time += step) {
        const x = Math.round(toX(time)) + 0.5;
        c.fillStyle = draw.colours.grid;
        c.fillRect(x - 0.5, RULER, 1, draw.height - RULER);
        c.fillStyle = draw.colours.border;
        c.fillRect(x - 0.5, RULER - 7, 1, 7);
        c.fillStyle = draw.colours.muted;
        if (time >= 0 || -time < step / 2)
            c.fillText(formatTime(Math.max(0, time), step * 100), x + 4, RULER / 2 - 1);
    }
}

// A bar whose unknown ends fade away behind a dashed edge.
function drawLife(c, task, y, colour) {
    const { start, end, begun, ended } = data.task;
    const left = Math.max(toX(start[task]), -FADE - 1), right = Math.min(toX(end[task]), view.width + FADE + 1);
    const width = Math.max(right - left, 1.5);

    if (left > view.width || right < -FADE)
        return;
    c.globalAlpha = 0.26;
    c.fillStyle = colour;
    c.fillRect(left, y + BAR_TOP, width, BAR_HEIGHT);
    if (!begun[task])
        fade(c, left, -12, y, colour);
    if (!ended[task])
        fade(c, left + width, FADE, y, colour);
    c.globalAlpha = 1;
    if (begun[task])
        c.fillRect(left, y + BAR_TOP, 2, BAR_HEIGHT);
    if (ended[task])
        c.fillRect(left + width - 1, y + BAR_TOP, 1, BAR_HEIGHT);
    draw.drawn.bars++;
    if (!ended[task])
        draw.drawn.unknownEnds++;
}

function fade(c, x, width, y, colour) {
    const gradient = c.createLinearGradient(x, 0, x + width, 0);

    gradient.addColorStop(0, colour);
    gradient.addColorStop(1, 'transparent');
    c.fillStyle = gradient;
    c.fillRect(Math.min(x, x + width), y + BAR_TOP, Math.abs(width), BAR_HEIGHT);
    c.strokeStyle = colour;
    c.setLineDash([3, 3]);
    c.lineWidth = 1;
    c.globalAlpha = 1;
    c.beginPath();
    c.moveTo(x, y + BAR_TOP + 0.5);
    c.lineTo(x + width, y + BAR_TOP + 0.5);
    c.moveTo(x, y + BAR_TOP + BAR_HEIGHT - 0.5);
    c.lineTo(x + width, y + BAR_TOP + BAR_HEIGHT - 0.5);
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 0.26;
    c.fillStyle = colour;
}

const textWidths = new Map();

function fitText(c, text, room) {
    if (!textWidths.has(text)) {
        if (textWidths.size > 5000)
            textWidths.clear();
        textWidths.set(text, c.measureText(text).width);
    }
    if (textWidths.get(text) <= room)
        return text;
    const keep = Math.floor(text.length * room / textWidths.get(text)) - 1;
    return keep > 1 ? `${text.slice(0, keep)}…` : '';
}

function drawName(c, text, from, to, y) {
    const left = Math.max(from, 0) + 5, room = Math.min(to, view.width) - left - 3;
    const fitting = room > 14 ? fitText(c, text, room) : '';

    if (!fitting)
        return;
    c.fillStyle = draw.colours.text;
    c.fillText(fitting, left, y + 9);
}

// The programs of a process, one after the other, with a mark at each exec.
function drawPrograms(c, task, y) {
    const owner = data.task.proc[task], images = data.proc.images[owner];
    const start = data.task.start[task], end = data.task.end[task];
    let from = start, last = -Infinity;

    for (let i = -1; i < images.length; i++) {
        const to = i + 1 < images.length ? data.event.time[images[i + 1]] : end;
        const x = toX(from), right = Math.max(toX(to), i + 1 === images.length && !data.task.ended[task] ? toX(to) + FADE : 0);
        if (x > view.width)
            break;
        if (i >= 0 && x > -8 && x - last >= GAP) {
            execMark(c, x, y, right - x >= 12);
            last = x;
        }
        if (right - Math.max(x, 0) > 24 && (i >= 0 || to > from || !images.length))
            drawName(c, i < 0 && !images.length ? procLabel(owner) : programAt(owner, i), x + (i >= 0 ? 6 : 0), right, y);
        from = to;
    }
}

function execMark(c, x, y, room) {
    c.fillStyle = draw.colours.text;
    if (room) {
        c.beginPath();
        c.moveTo(x, y + BAR_TOP);
        c.lineTo(x + 7, y + BAR_TOP + 5);
        c.lineTo(x, y + BAR_TOP + 10);
        c.fill();
    }
    c.fillRect(x, y + BAR_TOP, 1, BAR_HEIGHT);
    draw.drawn.execs++;
}

function drawCall(c, at, x, y, dense) {
    const family = data.event.family[at];
    const width = Math.max(2, toX(data.event.time[at] + data.event.duration[at]) - x);
    const result = data.event.result[at];

    c.fillStyle = familyColour(family);
    c.globalAlpha = dense ? 1 : 0.95;
    c.fillRect(x, y + CALL_TOP, Math.min(width, view.width + 4 - x), CALL_HEIGHT);
    c.globalAlpha = 1;
    draw.drawn.calls++;
    if (result !== OK)
        failureMark(c, x, y + CALL_TOP + CALL_HEIGHT / 2, result === DENIED);
    else if (!dense)
        sign(c, FAMILIES[family].shape, x, y + CALL_TOP + CALL_HEIGHT / 2, 5);
}

// A cross for a call that failed, a barred circle for one that a policy refused.
function failureMark(c, x, y, denied, size = 4) {
    c.strokeStyle = draw.colours.bad;
    c.fillStyle = draw.colours.surface;
    c.lineWidth = size / 2;
    c.beginPath();
    c.arc(x, y, size * 1.5, 0, 7);
    c.fill();
    if (denied)
        c.stroke();
    c.beginPath();
    c.moveTo(x - size, y - size); c.lineTo(x + size, y + size);
    if (!denied) {
        c.moveTo(x - size, y + size); c.lineTo(x + size, y - size);
    }
    c.stroke();
    draw.drawn.failures++;
}

function drawMark(c, at, x, y) {
    const kind = data.event.kind[at];

    if (kind === BLIND) {
        c.fillStyle = draw.hatch;
        c.fillRect(x, y + BAR_TOP, 26, BAR_HEIGHT);
        c.fillStyle = draw.colours.warn;
        c.fillRect(x, y + BAR_TOP, 2, BAR_HEIGHT);
        draw.drawn.blind++;
    } else if (kind === NAMESPACE) {
        namespaceMark(c, x, y);
        if (data.event.result[at] !== OK)
            failureMark(c, x, y + BAR_TOP + 6, data.event.result[at] === DENIED);
    } else if (kind === EXEC && (data.event.error[at] || data.rules.has(at))) {
        failureMark(c, x, y + BAR_TOP + 5, data.rules.has(at), data.rules.has(at) ? 4 : 3);
    } else if (kind === EXIT && data.event.number[at] > 1) {
        c.fillStyle = draw.colours.bad;
        c.fillText(`✕ ${data.event.number[at] - 1}`, x + 3, y + LANE_HEIGHT / 2);
    }
}

function namespaceMark(c, x, y) {
    c.fillStyle = draw.colours.accent;
    c.fillRect(x - 1, y + BAR_TOP, 2, BAR_HEIGHT);
    c.fillRect(x - 4, y + BAR_TOP + BAR_HEIGHT - 4, 8, 4);
}

// Lines are missing before this one.
function lostMark(c, x, y) {
    c.strokeStyle = draw.colours.bad;
    c.lineWidth = 2;
    c.beginPath();
    for (let i = 0; i <= 4; i++)
        c.lineTo(x + (i % 2 ? -4 : 2), y + 1 + i * (LANE_HEIGHT - 2) / 4);
    c.stroke();
    draw.drawn.lost++;
}

// How much an event matters where only one of many can be drawn.
function weight(at) {
    const { kind, result, error } = data.event;

    if (result[at] !== OK || kind[at] === BLIND || data.lost.has(at) || (kind[at] === EXEC && error[at]))
        return 2;
    return kind[at] === CREATE ? 1 : 0;
}

// Calls and marks of a lane, at most one each GAP pixels: the one that matters most of those it covers.
function drawEvents(c, lane, y) {
    const list = eventsOfLane(lane);
    const { time, duration, kind } = data.event;
    let i = firstAt(list, view.from);

    // A call that began before the view may reach into it.
    for (let back = 1; back <= 3 && i - back >= 0; back++) {
        const at = list[i - back];
        if (kind[at] === CREATE && time[at] + duration[at] > view.from)
            drawCall(c, at, toX(time[at]), y, true);
    }
    while (i < list.length && time[list[i]] <= view.to) {
        const x = toX(time[list[i]]);
        let next = i + 1;
        if (next < list.length && toX(time[list[next]]) - x < GAP)
            next = Math.max(next, firstAt(list, toTime(x + GAP)));
        let at = list[i];
        for (let j = i + 1; j < next && j < i + LOOKED_AT && weight(at) < 2; j++)
            at = weight(list[j]) > weight(at) ? list[j] : at;
        draw.drawn.merged += next - i - 1;
        if (kind[at] === CREATE)
            drawCall(c, at, x, y, next < list.length && toX(time[list[next]]) - x < 9);
        else
            drawMark(c, at, x, y);
        if (data.lost.has(at))
            lostMark(c, x, y);
        if (view.found.events.has(at))
            foundMark(c, x, y);
        i = next;
    }
}

// A match of the search.
function foundMark(c, x, y) {
    c.fillStyle = draw.colours.accent;
    c.beginPath();
    c.moveTo(x - 4, y);
    c.lineTo(x + 4, y);
    c.lineTo(x, y + 5);
    c.fill();
}

function laneTop(place) {
    return RULER + place * LANE_HEIGHT - draw.top;
}

function drawGround(c, lane, place) {
    const y = laneTop(place);

    if (lane === view.selected.lane) {
        c.fillStyle = draw.colours.raised;
        c.fillRect(0, y, view.width, LANE_HEIGHT);
    }
    c.fillStyle = draw.colours.grid;
    c.fillRect(0, y + LANE_HEIGHT - 1, view.width, 1);
}

function drawLane(c, lane, place) {
    const y = laneTop(place), task = laneTask(lane);

    c.font = '12px system-ui, sans-serif';
    if (task >= 0) {
        drawLife(c, task, y, familyColour(data.task.family[task]));
        if (lanes.kind[lane] === PROCESS_LANE)
            drawPrograms(c, task, y);
    } else {
        const left = Math.max(toX(lanes.first[lane]), 0), right = Math.min(toX(lanes.last[lane]), view.width);
        c.fillStyle = draw.colours.border;
        c.fillRect(left, y + LANE_HEIGHT / 2 - 1, Math.max(0, right - left), 2);
    }
    drawEvents(c, lane, y);
    draw.drawn.lanes++;
}

function drawFrame() {
    const c = draw.context;
    const first = Math.max(0, Math.floor(draw.top / LANE_HEIGHT));
    const last = Math.min(lanes.shown.length, Math.ceil((draw.top + draw.height - RULER) / LANE_HEIGHT));

    draw.drawn = { lanes: 0, bars: 0, calls: 0, arrows: 0, execs: 0, failures: 0, blind: 0, lost: 0, merged: 0,
        unknownEnds: 0 };
    c.setTransform(draw.ratio, 0, 0, draw.ratio, 0, 0);
    c.fillStyle = draw.colours.surface;
    c.fillRect(0, 0, view.width, draw.height);
    c.save();
    c.beginPath();
    c.rect(0, 0, view.width, draw.height);
    c.clip();
    drawRuler(c);
    c.beginPath();
    c.rect(0, RULER, view.width, draw.height - RULER);
    c.clip();
    for (let place = first; place < last; place++)
        drawGround(c, lanes.shown[place], place);
    drawArrows(c, first, last);
    for (let place = first; place < last; place++)
        drawLane(c, lanes.shown[place], place);
    drawSelection(c);
    c.restore();
}
