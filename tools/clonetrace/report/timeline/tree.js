// SPDX-License-Identifier: MIT
// The names beside the lanes: a tree of which only the rows in sight are elements. It is what scrolls; the canvas
// follows.
'use strict';

const tree = {
    element: document.getElementById('tree'),
    rows: document.getElementById('rows'),
    pool: [],
    stale: true, // the lanes shown may have to be chosen again
    keep: null,  // a lane that must not move when they are, and where it is
};

function makeRow() {
    const row = document.createElement('div');

    row.className = 'lane';
    row.setAttribute('role', 'treeitem');
    row.append(...['fold', 'name', 'end', 'id'].map((name) => {
        const span = document.createElement('span');
        span.className = name;
        return span;
    }));
    row.firstChild.setAttribute('aria-hidden', 'true');
    tree.rows.append(row);
    return row;
}

function endMark(lane) {
    const task = laneTask(lane);

    if (lanes.kind[lane] !== PROCESS_LANE)
        return '';
    const owner = data.task.proc[task];
    if (data.proc.blind[owner])
        return 'not seen';
    if (!data.proc.ended[owner])
        return '?';
    return data.proc.killed[owner] ? `signal ${data.proc.status[owner]}`
        : data.proc.status[owner] > 0 ? `✕ ${data.proc.status[owner]}` : '';
}

const LANE_CLASSES = ['machine', '', 'threads', ''];

function fillRow(row, lane, place) {
    const [fold, name, end, id] = row.children;
    const foldable = lane + 1 < lanes.end[lane];
    const mark = endMark(lane);

    row.hidden = false;
    row.lane = lane;
    row.id = `lane-${lane}`;
    row.className = `lane ${LANE_CLASSES[lanes.kind[lane]]}${lane === view.selected.lane ? ' selected' : ''}${
        view.found.lanes.has(lane) ? ' found' : ''}`;
    row.style.top = `${place * LANE_HEIGHT}px`;
    row.style.paddingLeft = `${4 + Math.min(lanes.level[lane], 24) * 12}px`;
    row.setAttribute('aria-level', lanes.level[lane] + 1);
    row.setAttribute('aria-selected', lane === view.selected.lane);
    row.setAttribute('aria-posinset', place + 1);
    row.setAttribute('aria-setsize', lanes.shown.length);
    if (foldable)
        row.setAttribute('aria-expanded', !lanes.folded[lane]);
    else
        row.removeAttribute('aria-expanded');
    fold.textContent = foldable ? (lanes.folded[lane] ? '▸' : '▾') : '';
    name.textContent = laneLabel(lane);
    end.textContent = mark;
    end.className = mark === '?' || mark === 'not seen' ? 'end unknown' : 'end';
    end.title = lanes.kind[lane] === PROCESS_LANE ? exitText(data.task.proc[laneTask(lane)]) : '';
    id.textContent = laneId(lane);
    row.title = laneTitle(lane);
}

function laneTitle(lane) {
    const task = laneTask(lane);

    if (task < 0)
        return laneLabel(lane);
    const images = data.proc.images[data.task.proc[task]];
    return lanes.kind[lane] === PROCESS_LANE && images.length
        ? data.texts[data.event.text[images[images.length - 1]]] : laneLabel(lane);
}

// Chooses lanes, if need be, without moving the one to keep under the reader's eyes.
function updateLanes() {
    if (!tree.stale && !lanes.busyOnly)
        return;
    const kept = tree.keep || keepMiddle();
    if (chooseLanes(view.from, view.to) || tree.stale) {
        tree.rows.style.height = `${lanes.shown.length * LANE_HEIGHT}px`;
        const place = kept ? placeOfLane(kept.lane) : -1;
        if (place >= 0 && Math.abs(place * LANE_HEIGHT - tree.element.scrollTop - kept.y) > 1)
            tree.element.scrollTop = place * LANE_HEIGHT - kept.y;
    }
    tree.stale = false;
    tree.keep = null;
}

function keepMiddle() {
    const selected = placeOfLane(view.selected.lane);
    const top = tree.element.scrollTop;
    const inSight = selected >= 0 && selected * LANE_HEIGHT >= top
        && selected * LANE_HEIGHT < top + tree.element.clientHeight;
    const place = inSight ? selected : Math.min(Math.ceil(top / LANE_HEIGHT), lanes.shown.length - 1);

    return place >= 0 && top > 0 ? { lane: lanes.shown[place], y: place * LANE_HEIGHT - top } : null;
}

function fillTree() {
    const top = tree.element.scrollTop;
    const first = Math.max(0, Math.floor(top / LANE_HEIGHT));
    const last = Math.min(lanes.shown.length, Math.ceil((top + tree.element.clientHeight) / LANE_HEIGHT));

    while (tree.pool.length < last - first)
        tree.pool.push(makeRow());
    for (let i = 0; i < tree.pool.length; i++) {
        if (first + i < last)
            fillRow(tree.pool[i], lanes.shown[first + i], first + i);
        else
            tree.pool[i].hidden = true;
    }
    const selected = placeOfLane(view.selected.lane);
    if (selected >= first && selected < last && lanes.shown[selected] === view.selected.lane)
        tree.element.setAttribute('aria-activedescendant', `lane-${view.selected.lane}`);
    else
        tree.element.removeAttribute('aria-activedescendant');
    draw.top = top;
}

function foldLane(lane, folded) {
    if (lane < 0 || lane + 1 >= lanes.end[lane])
        return;
    const place = placeOfLane(lane);
    tree.keep = { lane, y: place * LANE_HEIGHT - tree.element.scrollTop };
    lanes.folded[lane] = folded ? 1 : 0;
    tree.stale = true;
    redraw();
}

function foldAll(folded) {
    for (let lane = 0; lane < lanes.count; lane++)
        lanes.folded[lane] = folded && lanes.kind[lane] !== MACHINE_LANE && lane + 1 < lanes.end[lane] ? 1 : 0;
    tree.stale = true;
    redraw();
}

// Scrolls so that a lane is in sight, unfolding what hides it.
function showLane(lane) {
    if (lane < 0)
        return;
    if (uncover(lane) || placeOfLane(lane) < 0) {
        tree.stale = true;
        updateLanes();
    }
    const place = placeOfLane(lane), y = place * LANE_HEIGHT, room = tree.element.clientHeight;
    if (place < 0)
        return;
    if (y < tree.element.scrollTop + LANE_HEIGHT)
        tree.element.scrollTop = Math.max(0, y - LANE_HEIGHT * 2);
    else if (y > tree.element.scrollTop + room - LANE_HEIGHT * 2)
        tree.element.scrollTop = y - room + LANE_HEIGHT * 4;
    redraw();
}
