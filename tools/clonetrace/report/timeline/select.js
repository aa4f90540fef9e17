// SPDX-License-Identifier: MIT
// What is selected, going from one event to another, and saying so to readers who do not see the canvas.
'use strict';

function say(text) {
    document.getElementById('said').textContent = text;
}

function saySelected() {
    const { event, lane } = view.selected;

    if (event >= 0)
        say(`${eventLine(event)}. By ${taskName(data.event.task[event])} at ${formatTime(data.event.time[event], 1e6)}`);
    else if (lane >= 0)
        say(`${laneLabel(lane)} ${laneId(lane)}${laneTask(lane) >= 0 ? `, lived ${lifeText(laneTask(lane))}` : ''}`);
    else
        say('');
}

function select(event, lane) {
    view.selected = { event, lane };
    saySelected();
    refreshTabs();
    redraw();
}

function selectLane(lane, show) {
    if (lane < 0)
        return;
    select(-1, lane);
    if (show) {
        const task = laneTask(lane);
        if (task >= 0)
            showTime(data.task.start[task], data.task.end[task] - data.task.start[task]);
        showLane(lane);
    }
}

function selectEvent(at, show) {
    const lane = lanes.laneOfTask[data.event.task[at]];

    select(at, lane);
    if (show) {
        showTime(data.event.time[at], data.event.duration[at]);
        showLane(lane);
    }
}

// The event or, where it is not in the log, the lane that made a task; -1 for none.
function creatorOf(task) {
    const owner = data.task.proc[task];

    if (data.task.by[task])
        return data.event.task[data.task.by[task] - 1];
    if (data.proc.task[owner] !== task)
        return data.proc.task[owner];
    return data.proc.parent[owner] ? data.proc.task[data.proc.parent[owner] - 1] : -1;
}

function selectedTask() {
    const { event, lane } = view.selected;
    return event >= 0 ? data.event.task[event] : lane >= 0 ? laneTask(lane) : -1;
}

function goCreator() {
    const task = selectedTask();

    if (task < 0)
        return;
    if (data.task.by[task])
        selectEvent(data.task.by[task] - 1, true);
    else if (creatorOf(task) >= 0)
        selectLane(lanes.laneOfTask[creatorOf(task)], true);
}

function goCreated() {
    const { event } = view.selected;

    if (event >= 0 && data.event.child[event])
        selectLane(lanes.laneOfTask[data.event.child[event] - 1], true);
}

function zoomSelected() {
    const { event, lane } = view.selected;
    let from, length;

    if (event >= 0) {
        from = data.event.time[event];
        length = Math.max(data.event.duration[event], 1000);
    } else if (lane >= 0 && lanes.first[lane] <= lanes.last[lane]) {
        from = lanes.first[lane];
        length = Math.max(lanes.last[lane] - from, 1000);
    } else {
        return;
    }
    setView(from - length * 0.1, from + length * 1.1);
    showLane(lane);
}

// The next event (step 1) or the one before (-1) in the selected lane.
function stepEvent(step) {
    const { event, lane } = view.selected;

    if (lane < 0)
        return stepLane(0);
    const list = eventsOfLane(lane);
    let i = event >= 0 ? list.indexOf(event) + step : firstAt(list, view.from) - (step < 0 ? 1 : 0);
    if (i >= 0 && i < list.length) {
        const folded = lanes.folded[lane];
        select(list[i], lane);
        showTime(data.event.time[list[i]], data.event.duration[list[i]]);
        if (!folded)
            showLane(lane);
    }
}

function stepLane(step) {
    const now = placeOfLane(view.selected.lane);
    const place = now < 0 ? Math.ceil(tree.element.scrollTop / LANE_HEIGHT)
        : Math.min(Math.max(now + step, 0), lanes.shown.length - 1);

    if (lanes.shown.length) {
        selectLane(lanes.shown[place], false);
        showLane(lanes.shown[place]);
    }
}
