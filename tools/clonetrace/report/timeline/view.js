// SPDX-License-Identifier: MIT
// What part of time is in view, what is selected, and when to draw again. Nothing is drawn here.
'use strict';

const SHORTEST_VIEW = 100; // nanoseconds
const MARGIN = 0.02;       // of the whole, kept free left and right

const view = {
    from: 0, to: 1, // nanoseconds on the axis; may reach beyond both ends
    width: 1,       // pixels
    selected: { event: -1, lane: -1 },
    found: { events: new Set(), lanes: new Set() },
    listeners: [],
    pending: false,
};

function wholeView() {
    return [-data.length * MARGIN, data.length * (1 + MARGIN)];
}

function toX(time) {
    return (time - view.from) / (view.to - view.from) * view.width;
}

function toTime(x) {
    return view.from + x / view.width * (view.to - view.from);
}

// Calls every listener once, before the next frame.
function redraw() {
    if (view.pending)
        return;
    view.pending = true;
    requestAnimationFrame((now) => {
        view.pending = false;
        for (const listener of view.listeners)
            listener(now);
    });
}

function setView(from, to) {
    const [least, most] = wholeView();
    let span = Math.min(Math.max(to - from, SHORTEST_VIEW), most - least);
    const middle = (from + to) / 2;

    from = middle - span / 2;
    from = Math.min(Math.max(from, least), most - span);
    view.from = from;
    view.to = from + span;
    redraw();
}

function zoomAt(x, factor) {
    const time = toTime(x);
    const [least, most] = wholeView();
    const span = Math.min(Math.max((view.to - view.from) * factor, SHORTEST_VIEW), most - least);
    const from = time - x / view.width * span;

    setView(from, from + span);
}

function panBy(pixels) {
    const time = pixels / view.width * (view.to - view.from);
    setView(view.from + time, view.to + time);
}

// Brings a moment into view without a change of scale where it is there already.
function showTime(time, length) {
    const span = Math.max(view.to - view.from, Math.min(length * 1.3, data.length));

    if (time < view.from + span * 0.03 || time + Math.min(length, span * 0.5) > view.to - span * 0.03)
        setView(time - span * 0.3, time + span * 0.7);
    else
        redraw();
}
