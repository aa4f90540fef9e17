// SPDX-License-Identifier: MIT
// Mouse, touch and keyboard on the lanes.
'use strict';

const WHEEL_STEP = 1.0016; // of zoom, for each pixel that a wheel turns

// What is under a point of the canvas: a lane and, near enough, one of its events.
function hit(x, y) {
    const place = Math.floor((y - RULER + draw.top) / LANE_HEIGHT);

    if (y < RULER || place < 0 || place >= lanes.shown.length)
        return { lane: -1, event: -1 };
    const lane = lanes.shown[place], list = eventsOfLane(lane);
    const { time, duration, kind } = data.event;
    let best = -1, near = 7;
    for (let i = firstAt(list, toTime(x - 7)); i < list.length && time[list[i]] <= toTime(x + 7); i++) {
        const away = Math.abs(toX(time[list[i]]) - x);
        if (away < near) {
            near = away;
            best = list[i];
        }
    }
    for (let i = firstAt(list, toTime(x)) - 1, tries = 4; best < 0 && i >= 0 && tries; i--, tries--) {
        if (kind[list[i]] === CREATE && time[list[i]] + duration[list[i]] >= toTime(x))
            best = list[i];
    }
    return { lane, event: best };
}

const tip = document.getElementById('tip');

function showTip(x, y, at) {
    if (at.lane < 0 || (at.event < 0 && laneTask(at.lane) < 0)) {
        tip.hidden = true;
        return;
    }
    const task = at.event >= 0 ? data.event.task[at.event] : laneTask(at.lane);
    const { event } = data;
    const lines = at.event >= 0
        ? [eventLine(at.event), `by ${taskName(task)} at ${formatTime(event.time[at.event], view.to - view.from)}`,
            event.kind[at.event] === CREATE ? `took ${formatDuration(event.duration[at.event])}` : '',
            event.site[at.event] ? `from ${siteName(event.site[at.event])}` : '']
        : [taskName(task), lifeText(task)];
    tip.textContent = lines.filter(Boolean).join('\n');
    tip.hidden = false;
    const box = canvas.getBoundingClientRect(), outer = canvas.parentElement.getBoundingClientRect();
    const left = Math.min(x + 14, box.width - tip.offsetWidth - 6);
    const below = y + 18 + tip.offsetHeight < box.height;
    tip.style.left = `${box.left - outer.left + Math.max(4, left)}px`;
    tip.style.top = `${box.top - outer.top + (below ? y + 18 : Math.max(4, y - tip.offsetHeight - 10))}px`;
}

function pointOf(mouse, element) {
    const box = element.getBoundingClientRect();
    return [mouse.clientX - box.left, mouse.clientY - box.top];
}

function listenWheel(element, zooms) {
    element.addEventListener('wheel', (wheel) => {
        const unit = wheel.deltaMode === 1 ? 24 : wheel.deltaMode === 2 ? 400 : 1;
        const [x, y] = pointOf(wheel, canvas);
        const zoom = wheel.ctrlKey || wheel.metaKey || wheel.altKey || zooms || y < RULER;
        wheel.preventDefault();
        tip.hidden = true;
        if (zoom)
            zoomAt(x, WHEEL_STEP ** (wheel.deltaY * unit * (wheel.ctrlKey && Math.abs(wheel.deltaY) < 20 ? 5 : 1)));
        else if (wheel.shiftKey)
            panBy((wheel.deltaX || wheel.deltaY) * unit);
        else {
            if (wheel.deltaX)
                panBy(wheel.deltaX * unit);
            tree.element.scrollTop += wheel.deltaY * unit;
        }
    }, { passive: false });
}

// One finger or button drags, two fingers pinch.
const pointers = new Map();
let moved = 0, pinch = 0;

function spread() {
    const [a, b] = [...pointers.values()];
    return Math.max(10, Math.abs(a.x - b.x));
}

function pointerMove(pointer) {
    const [x, y] = pointOf(pointer, canvas);
    const held = pointers.get(pointer.pointerId);

    if (!held) {
        const at = hit(x, y);
        canvas.classList.toggle('over', at.event >= 0);
        showTip(x, y, at);
        return;
    }
    const dx = x - held.x, dy = y - held.y;
    held.x = x;
    held.y = y;
    moved += Math.abs(dx) + Math.abs(dy);
    if (pointers.size === 2) {
        const [a, b] = [...pointers.values()], now = spread();
        zoomAt((a.x + b.x) / 2, pinch / now);
        panBy(-dx / 2);
        pinch = now;
    } else if (moved > 3) {
        canvas.classList.add('dragging');
        tip.hidden = true;
        panBy(-dx);
        tree.element.scrollTop -= dy;
    }
}

function pointerUp(pointer) {
    const [x, y] = pointOf(pointer, canvas);
    const was = pointers.delete(pointer.pointerId);

    canvas.classList.remove('dragging');
    if (!was || moved > 3 || pointers.size || pointer.type === 'pointercancel')
        return;
    const at = hit(x, y);
    if (at.event >= 0)
        select(at.event, at.lane);
    else
        select(-1, at.lane);
    if (at.lane >= 0)
        openTab('details', false);
}

function listenPointer() {
    canvas.addEventListener('pointerdown', (pointer) => {
        const [x, y] = pointOf(pointer, canvas);
        if (pointer.button !== 0)
            return;
        canvas.setPointerCapture(pointer.pointerId);
        pointers.set(pointer.pointerId, { x, y });
        if (pointers.size === 1)
            moved = 0;
        else if (pointers.size === 2)
            pinch = spread();
    });
    canvas.addEventListener('pointermove', pointerMove);
    canvas.addEventListener('pointerup', pointerUp);
    canvas.addEventListener('pointercancel', pointerUp);
    canvas.addEventListener('pointerleave', () => {
        tip.hidden = true;
    });
    canvas.addEventListener('dblclick', (mouse) => {
        const [x, y] = pointOf(mouse, canvas);
        if (hit(x, y).lane >= 0)
            zoomSelected();
    });
}

// Keys of both lanes and names; what they are is said in the dialog, see KEYS.
const COMMANDS = {
    '+': () => zoomAt(view.width / 2, 0.7),
    '=': () => zoomAt(view.width / 2, 0.7),
    '-': () => zoomAt(view.width / 2, 1 / 0.7),
    '0': () => setView(...wholeView()),
    Home: () => setView(wholeView()[0], wholeView()[0] + view.to - view.from),
    End: () => setView(wholeView()[1] - view.to + view.from, wholeView()[1]),
    ArrowUp: () => stepLane(-1),
    ArrowDown: () => stepLane(1),
    PageUp: () => stepLane(-Math.floor(tree.element.clientHeight / LANE_HEIGHT)),
    PageDown: () => stepLane(Math.floor(tree.element.clientHeight / LANE_HEIGHT)),
    ',': () => stepEvent(-1),
    '.': () => stepEvent(1),
    c: goCreator,
    d: goCreated,
    z: zoomSelected,
    b: toggleBusy,
    n: () => stepMatch(1),
    N: () => stepMatch(-1),
    Enter: () => openTab('details', true),
    ' ': () => foldLane(view.selected.lane, !lanes.folded[view.selected.lane]),
    Escape: () => select(-1, -1),
};

const CANVAS_COMMANDS = {
    ArrowLeft: () => panBy(-view.width * 0.15),
    ArrowRight: () => panBy(view.width * 0.15),
};

const TREE_COMMANDS = {
    ArrowLeft: () => {
        const { lane } = view.selected;
        if (lane >= 0 && (lanes.folded[lane] || lane + 1 >= lanes.end[lane]))
            selectLane(lanes.parent[lane], false), showLane(view.selected.lane);
        else
            foldLane(lane, true);
    },
    ArrowRight: () => {
        const { lane } = view.selected;
        if (lane >= 0 && lanes.folded[lane])
            foldLane(lane, false);
        else
            stepLane(1);
    },
};

const PAGE_COMMANDS = {
    '/': () => document.getElementById('query').focus(),
    '?': () => document.getElementById('keys').showModal(),
};

const KEYS = [
    [['+', '-'], 'zoom in, zoom out (also Ctrl and the wheel, the wheel over the ruler, a pinch)'],
    [['←', '→'], 'pan the timeline; in the names, fold and unfold'],
    [['↑', '↓'], 'the lane above, the lane below; Page Up and Page Down by a screen'],
    [['Home', 'End'], 'the beginning, the end'],
    [['0', 'z'], 'everything; what is selected, as large as it fits'],
    [[',', '.'], 'the event before, the next one, in the selected lane'],
    [['Enter'], 'read the details of what is selected'],
    [['c', 'd'], 'go to the creator; to what the selected call created'],
    [['Space'], 'fold or unfold the selected lane'],
    [['b'], 'only lanes that are alive in the time in view'],
    [['/', 'n', 'N'], 'search; next match, match before'],
    [['Esc'], 'select nothing; back from the details to the timeline'],
    [['?'], 'these keys'],
];

function listenKeys(element, own) {
    element.addEventListener('keydown', (key) => {
        const command = own[key.key] || COMMANDS[key.key];
        if (!command || key.ctrlKey || key.metaKey || key.altKey)
            return;
        key.preventDefault();
        command();
    });
}

function toggleBusy() {
    lanes.busyOnly = !lanes.busyOnly;
    document.getElementById('busy').setAttribute('aria-pressed', lanes.busyOnly);
    tree.stale = true;
    redraw();
}

function listenTree() {
    tree.element.addEventListener('scroll', redraw, { passive: true });
    tree.rows.addEventListener('click', (mouse) => {
        const row = mouse.target.closest('.lane');
        if (!row)
            return;
        if (mouse.target.className === 'fold')
            foldLane(row.lane, !lanes.folded[row.lane]);
        else
            selectLane(row.lane, false), openTab('details', false);
    });
    tree.rows.addEventListener('dblclick', (mouse) => {
        if (mouse.target.closest('.lane') && mouse.target.className !== 'fold')
            zoomSelected();
    });
}
