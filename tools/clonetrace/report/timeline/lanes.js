// SPDX-License-Identifier: MIT
// Lanes: one for each process, under it one for each of its other threads, then its children. Which of them are shown
// depends on what is folded and, if asked for, on who lives in the time in view.
'use strict';

const LANE_HEIGHT = 24;
const THREADS_APART = 8;    // more threads than that get a lane of their own to fold them
const THREADS_FOLDED = 40;  // and more than that are folded to begin with

const LANES_FIRST = 400;    // a log with more begins folded, as deep as that many lanes reach

const MACHINE_LANE = 0, PROCESS_LANE = 1, THREADS_LANE = 2, THREAD_LANE = 3;

function levelThatFits(levels) {
    const counts = [];

    for (const level of levels)
        counts[level] = (counts[level] || 0) + 1;
    let total = 0, level = 0;
    while (level < counts.length && (total += counts[level] || 0) <= LANES_FIRST)
        level++;
    return level === counts.length ? Infinity : Math.max(1, level - 1);
}

const lanes = (() => {
    const { task, proc } = data;
    const kind = [], what = [], level = [], parent = [];
    const laneOfTask = new Int32Array(task.count).fill(-1);
    const laneOfProc = new Int32Array(proc.count);

    function add(laneKind, index, depth, above) {
        kind.push(laneKind);
        what.push(index);
        level.push(depth);
        parent.push(above);
        return kind.length - 1;
    }

    function addThreads(owner, lane) {
        const threads = proc.threads[owner];
        const apart = threads.length > THREADS_APART;
        const above = apart ? add(THREADS_LANE, owner, level[lane] + 1, lane) : lane;

        for (const thread of threads)
            laneOfTask[thread] = add(THREAD_LANE, thread, level[above] + 1, above);
    }

    let machine = -1, machineLane = -1;
    for (let owner = 0; owner < proc.count; owner++) {
        if (data.machines.length > 1 && proc.machine[owner] !== machine) {
            machine = proc.machine[owner];
            machineLane = add(MACHINE_LANE, machine, 0, -1);
        }
        const above = proc.parent[owner] ? laneOfProc[proc.parent[owner] - 1] : machineLane;
        const lane = add(PROCESS_LANE, proc.task[owner], above < 0 ? 0 : level[above] + 1, above);
        laneOfProc[owner] = laneOfTask[proc.task[owner]] = lane;
        addThreads(owner, lane);
    }
    const count = kind.length;
    const end = new Int32Array(count); // behind the last lane below it
    for (let i = count - 1; i >= 0; i--) {
        end[i] = Math.max(end[i], i + 1);
        if (parent[i] >= 0)
            end[parent[i]] = Math.max(end[parent[i]], end[i]);
    }
    const folded = new Uint8Array(count);
    const deepest = levelThatFits(level);
    for (let i = 0; i < count; i++)
        folded[i] = (kind[i] === THREADS_LANE && end[i] - i > THREADS_FOLDED) || (level[i] >= deepest && end[i] > i + 1) ? 1 : 0;
    return {
        count, end, folded, laneOfTask,
        kind: Uint8Array.from(kind), what: Uint32Array.from(what), level: Uint16Array.from(level),
        parent: Int32Array.from(parent),
        shown: new Int32Array(0), // lanes from top to bottom
        place: new Int32Array(count).fill(-1), // of each lane in `shown`
        busyOnly: false,
        first: new Float64Array(count), last: new Float64Array(count), // signs of life, those below included
        merged: new Map(), // events of folded lanes
    };
})();

(() => {
    const { task, proc } = data;

    for (let lane = lanes.count - 1; lane >= 0; lane--) {
        const group = lanes.kind[lane] === MACHINE_LANE || lanes.kind[lane] === THREADS_LANE;
        let from = group ? Infinity : task.start[lanes.what[lane]];
        let to = group ? -Infinity : task.end[lanes.what[lane]];

        if (lanes.kind[lane] === THREADS_LANE) {
            for (const thread of proc.threads[lanes.what[lane]]) {
                from = Math.min(from, task.start[thread]);
                to = Math.max(to, task.end[thread]);
            }
        }
        lanes.first[lane] = from;
        lanes.last[lane] = to;
    }
    for (let lane = lanes.count - 1; lane >= 0; lane--) {
        const above = lanes.parent[lane];
        if (above >= 0 && (lanes.kind[above] === MACHINE_LANE || lanes.kind[above] === THREADS_LANE)) {
            lanes.first[above] = Math.min(lanes.first[above], lanes.first[lane]);
            lanes.last[above] = Math.max(lanes.last[above], lanes.last[lane]);
        }
    }
})();

// Two lists, by turns, so that a frame leaves nothing behind to be collected.
const chosenLanes = [new Int32Array(lanes.count), new Int32Array(lanes.count)];

// Chooses the lanes to show. Returns whether they changed.
function chooseLanes(from, to) {
    const { count, end, folded, place, kind, first, last, busyOnly, shown: before } = lanes;
    const chosen = before.buffer === chosenLanes[0].buffer ? chosenLanes[1] : chosenLanes[0];
    let used = 0, changed = false;

    for (const lane of before)
        place[lane] = -1;
    for (let lane = 0; lane < count; lane = folded[lane] ? end[lane] : lane + 1) {
        const below = folded[lane] && lane + 1 < end[lane];
        if (busyOnly && kind[lane] !== MACHINE_LANE && !below && (first[lane] > to || last[lane] < from))
            continue;
        changed = changed || before[used] !== lane;
        place[lane] = used;
        chosen[used++] = lane;
    }
    lanes.shown = chosen.subarray(0, used);
    return changed || used !== before.length;
}

function laneTask(lane) {
    return lanes.kind[lane] === PROCESS_LANE || lanes.kind[lane] === THREAD_LANE ? lanes.what[lane] : -1;
}

// A place among the lanes shown: its own, or that of the folded one above it; -1 where it is left out.
function placeOfLane(lane) {
    while (lane >= 0 && lanes.place[lane] < 0) {
        const above = lanes.parent[lane];
        if (above < 0 || !hiddenBelow(above, lane))
            return -1;
        lane = above;
    }
    return lane < 0 ? -1 : lanes.place[lane];
}

function hiddenBelow(above) {
    for (let lane = above; lane >= 0; lane = lanes.parent[lane]) {
        if (lanes.folded[lane])
            return true;
    }
    return false;
}

// Unfolds whatever hides a lane.
function uncover(lane) {
    let changed = false;

    for (let above = lanes.parent[lane]; above >= 0; above = lanes.parent[above]) {
        changed = changed || lanes.folded[above] === 1;
        lanes.folded[above] = 0;
    }
    return changed;
}

// Events to draw in a lane, in the order of time: its own, and if it is folded those below, too.
function eventsOfLane(lane) {
    const task = laneTask(lane);

    if (!lanes.folded[lane] || lane + 1 >= lanes.end[lane])
        return task < 0 ? new Uint32Array(0)
            : data.eventsOf.subarray(data.task.first[task], data.task.first[task + 1]);
    if (!lanes.merged.has(lane)) {
        const parts = [];
        for (let below = lane; below < lanes.end[lane]; below++) {
            const member = laneTask(below);
            if (member >= 0)
                parts.push(data.eventsOf.subarray(data.task.first[member], data.task.first[member + 1]));
        }
        const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
        let used = 0;
        for (const part of parts) {
            all.set(part, used);
            used += part.length;
        }
        lanes.merged.set(lane, all.sort());
    }
    return lanes.merged.get(lane);
}

// The first position in `list` whose event is not before `time`.
function firstAt(list, time) {
    let low = 0, high = list.length;

    while (low < high) {
        const middle = (low + high) >> 1;
        if (data.event.time[list[middle]] < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

function laneLabel(lane) {
    const what = lanes.what[lane];

    switch (lanes.kind[lane]) {
    case MACHINE_LANE:
        return `Machine ${shown(data.machines[what].label || '?')}`;
    case THREADS_LANE:
        return `${data.proc.threads[what].length} threads`;
    default:
        return taskLabel(what);
    }
}

function laneId(lane) {
    const task = laneTask(lane);
    return task < 0 ? '' : String(data.task.tid[task]);
}
