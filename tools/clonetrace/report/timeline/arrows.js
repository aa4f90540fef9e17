// SPDX-License-Identifier: MIT
// Arrows from the lane of the creator down (or up) to the lane of what it created.
'use strict';

const STUB = 11; // pixels of an arrow whose other end is out of sight

// Arrows that start or end in lanes first to last; each once, and of those on one pixel from one lane the longest.
function collectArrows(first, last) {
    const arrows = new Map();

    function add(from, to, x, family, event) {
        if (from < 0 || to < 0 || from === to || x < -4 || x > view.width + 4 || arrows.size >= ARROWS)
            return;
        const key = (from * 65536 + Math.round(x) + 8) * 2 + (to > from ? 1 : 0);
        const known = arrows.get(key);
        if (!known || Math.abs(to - from) > Math.abs(known.to - from))
            arrows.set(key, { from, to, x, family, event });
    }

    for (let place = first; place < last; place++) {
        const lane = lanes.shown[place], task = laneTask(lane);
        if (task >= 0)
            addIncoming(task, place, add);
        addOutgoing(lane, place, first, last, add);
    }
    return arrows.values();
}

function addIncoming(task, place, add) {
    const by = data.task.by[task];
    const x = toX(data.task.start[task]);

    if (by) {
        add(placeOfLane(lanes.laneOfTask[data.event.task[by - 1]]), place, x, data.event.family[by - 1], by - 1);
        return;
    }
    const owner = data.task.proc[task];
    if (data.proc.task[owner] === task && data.proc.parent[owner])
        add(placeOfLane(lanes.laneOfTask[data.proc.task[data.proc.parent[owner] - 1]]), place, x,
            data.task.family[task], -1);
}

// Those that leave for lanes out of sight; the others are incoming somewhere.
function addOutgoing(lane, place, first, last, add) {
    const list = eventsOfLane(lane);
    const { time, child, family } = data.event;

    for (let i = firstAt(list, view.from); i < list.length && time[list[i]] <= view.to;) {
        const at = list[i], x = toX(time[at]);
        if (child[at]) {
            const to = placeOfLane(lanes.laneOfTask[child[at] - 1]);
            if (to < first || to >= last || lanes.folded[lane])
                add(place, to, x, family[at], at);
        }
        i = i + 1 < list.length && toX(time[list[i + 1]]) - x >= 1 ? i + 1
            : Math.max(i + 1, firstAt(list, toTime(x + 1)));
    }
}

function drawArrow(c, arrow, strong, stub) {
    const down = arrow.to > arrow.from;
    const x = Math.round(arrow.x) + 0.5;
    let fromY = laneTop(arrow.from) + CALL_TOP + (down ? CALL_HEIGHT : 0);
    let toY = laneTop(arrow.to) + (down ? BAR_TOP : BAR_TOP + BAR_HEIGHT);

    if (stub && (toY < RULER || toY > draw.height))
        toY = fromY + (down ? STUB : -STUB);
    else if (stub)
        fromY = toY - (down ? STUB : -STUB);
    c.strokeStyle = c.fillStyle = strong ? draw.colours.accent : familyColour(arrow.family);
    c.lineWidth = strong ? 2.5 : 1;
    if (arrow.event < 0)
        c.setLineDash([2, 3]); // the parent is known, the call is not in the log
    c.beginPath();
    c.moveTo(x, Math.max(fromY, -10));
    c.lineTo(x, Math.min(Math.max(toY, -10), draw.height + 10));
    c.stroke();
    c.setLineDash([]);
    arrowHead(c, x, toY, down ? -5 : 5);
}

function arrowHead(c, x, y, back) {
    if (y < RULER - 6 || y > draw.height + 6)
        return;
    c.beginPath();
    c.moveTo(x, y);
    c.lineTo(x - 4, y + back);
    c.lineTo(x + 4, y + back);
    c.fill();
}

function drawArrows(c, first, last) {
    const arrows = [...collectArrows(first, last)];
    const leaves = (arrow) => Math.min(arrow.from, arrow.to) < first || Math.max(arrow.from, arrow.to) >= last;
    const stubs = arrows.filter(leaves).length > LONG_ARROWS;
    const selected = selectedTask();

    for (const arrow of arrows)
        drawArrow(c, arrow, false, stubs && leaves(arrow));
    for (const arrow of arrows) {
        if (arrow.event >= 0 && (arrow.event === view.selected.event
            || (view.selected.event < 0 && data.event.child[arrow.event] === selected + 1)))
            drawArrow(c, arrow, true, false);
    }
    draw.drawn.arrows = arrows.length;
}

function drawSelection(c) {
    const { event, lane } = view.selected;
    const place = event >= 0 ? placeOfLane(lanes.laneOfTask[data.event.task[event]]) : placeOfLane(lane);

    if (place < 0)
        return;
    c.strokeStyle = draw.colours.accent;
    c.lineWidth = 2;
    if (event >= 0) {
        const x = toX(data.event.time[event]);
        const width = Math.max(8, Math.min(toX(data.event.time[event] + data.event.duration[event]) - x, view.width));
        c.strokeRect(x - 3, laneTop(place) + 1, width + 6, LANE_HEIGHT - 3);
    } else {
        c.strokeRect(1, laneTop(place) + 1, view.width - 2, LANE_HEIGHT - 3);
    }
}
