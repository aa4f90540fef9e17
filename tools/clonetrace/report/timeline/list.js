// SPDX-License-Identifier: MIT
// The events in view as a list, for whoever does not see or use the canvas.
'use strict';

const LISTED = 200; // events of a page of the list

function listButton(at) {
    return actionButton(eventLine(at), () => selectEventInList(at));
}

function selectEventInList(at) {
    const { from } = tabs;

    view.selected = { event: at, lane: lanes.laneOfTask[data.event.task[at]] };
    showTime(data.event.time[at], data.event.duration[at]);
    showLane(view.selected.lane);
    tabs.from = from;
    saySelected();
    openTab('details', true);
}

// Events in the time in view: of the selected lane, or of all.
function listedEvents() {
    const { lane } = view.selected;

    if (lane >= 0) {
        const list = eventsOfLane(lane);
        return list.subarray(firstAt(list, view.from), firstAt(list, view.to));
    }
    let low = 0;
    const { time, count } = data.event;
    while (low < count && time[low] < view.from)
        low++;
    let high = low;
    while (high < count && time[high] <= view.to)
        high++;
    return Uint32Array.from({ length: high - low }, (_, i) => low + i);
}

function fillEvents(panel) {
    const all = listedEvents(), { lane } = view.selected;
    const table = make('table'), body = make('tbody');
    const from = Math.min(tabs.from, Math.max(0, all.length - 1));
    const turn = (by) => () => {
        tabs.from = Math.max(0, from + by);
        fillEvents(panel);
    };

    for (const at of all.subarray(from, from + LISTED)) {
        const row = make('tr'), what = make('td');
        what.append(listButton(at), lane < 0 ? make('div', taskName(data.event.task[at]), { className: 'muted' }) : '');
        row.append(make('td', formatTime(data.event.time[at], view.to - view.from), { className: 'number' }), what);
        body.append(row);
    }
    table.append(make('caption', 'Events in view', { className: 'sr' }), body);
    const actions = make('div', null, { className: 'actions' });
    if (from > 0)
        actions.append(actionButton('Earlier', turn(-LISTED)));
    if (from + LISTED < all.length)
        actions.append(actionButton('Later', turn(LISTED)));
    if (lane >= 0)
        actions.append(actionButton('Of all lanes', () => select(-1, -1)));
    panel.replaceChildren(make('p', `${all.length.toLocaleString('en')} events in view ${lane >= 0 ? `of ${laneLabel(lane)} ${laneId(lane)}` : 'of all lanes'}${
        all.length > LISTED ? `, from number ${(from + 1).toLocaleString('en')}` : ''}`, { className: 'muted' }), actions, table);
}
