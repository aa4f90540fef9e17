// SPDX-License-Identifier: MIT
// The tabs beside the lanes, and their tables of calls.
'use strict';

const tabs = {
    list: [], // {id, title, fill(panel), button, panel, live}
    current: 'details',
    from: 0, // of the list of events
};

function addTab(id, title, fill, live) {
    const button = make('button', title, { type: 'button', id: `tab-${id}` });
    const panel = make('div', null, { id: `panel-${id}`, hidden: true, tabIndex: 0 });

    button.setAttribute('role', 'tab');
    button.setAttribute('aria-controls', panel.id);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', button.id);
    button.onclick = () => openTab(id, false);
    document.getElementById('tabs').append(button);
    document.getElementById('panels').append(panel);
    tabs.list.push({ id, fill, button, panel, live, filled: false });
}

function openTab(id, focus) {
    tabs.current = id;
    for (const tab of tabs.list) {
        const open = tab.id === id;
        tab.button.setAttribute('aria-selected', open);
        tab.button.tabIndex = open ? 0 : -1;
        tab.panel.hidden = !open;
        if (open && (tab.live || !tab.filled)) {
            tab.fill(tab.panel);
            tab.filled = true;
        }
        if (open && focus)
            tab.panel.focus();
    }
}

function refreshTabs() {
    tabs.from = 0;
    const tab = tabs.list.find((one) => one.id === tabs.current);
    if (tab && tab.live)
        tab.fill(tab.panel);
}

document.getElementById('tabs').addEventListener('keydown', (key) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key.key];
    const at = tabs.list.findIndex((tab) => tab.id === tabs.current);

    if (!step)
        return;
    const next = tabs.list[(at + step + tabs.list.length) % tabs.list.length];
    openTab(next.id, false);
    next.button.focus();
    key.preventDefault();
});

// A table whose headers sort. Columns: {title, number, value(row), cell(row)}; `sort` is a column's index.
function makeTable(columns, rows, sort, caption) {
    const table = make('table'), body = make('tbody'), head = make('tr');
    let by = sort, down = true;

    function fill() {
        const { value } = columns[by];
        const order = rows.slice().sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (down ? -1 : 1));

        body.replaceChildren(...order.slice(0, 500).map((row) => {
            const tr = make('tr');
            tr.append(...columns.map((column) => {
                const td = make('td', null, { className: column.number ? 'number' : '' });
                td.append(column.cell ? column.cell(row) : String(column.value(row)));
                return td;
            }));
            return tr;
        }));
        [...head.children].forEach((th, i) => th.setAttribute('aria-sort', i !== by ? 'none' : down ? 'descending' : 'ascending'));
    }

    columns.forEach((column, i) => {
        const th = make('th', null, { className: column.number ? 'number' : '', scope: 'col' });
        th.append(actionButton(column.title, () => {
            down = by === i ? !down : column.number === true;
            by = i;
            fill();
        }));
        head.append(th);
    });
    const thead = make('thead');
    thead.append(head);
    table.append(make('caption', caption, { className: 'sr' }), thead, body);
    fill();
    const scroll = make('div', null, { className: 'scroll' });
    scroll.append(table);
    return scroll;
}

// Creations put together by a key; each group knows its events.
function groupCreations(keyOf) {
    const groups = new Map(), { event } = data;

    for (let i = 0; i < event.count; i++) {
        if (event.kind[i] !== CREATE)
            continue;
        const key = keyOf(i);
        let group = groups.get(key);
        if (!group)
            groups.set(key, group = { first: i, events: [], failed: 0, denied: 0, total: 0 });
        group.events.push(i);
        group.total += event.duration[i];
        group.failed += event.result[i] === FAILED ? 1 : 0;
        group.denied += event.result[i] === DENIED ? 1 : 0;
    }
    for (const group of groups.values()) {
        const times = Float64Array.from(group.events, (i) => event.duration[i]).sort();
        group.median = times[times.length >> 1];
        group.most = times[times.length - 1];
    }
    return [...groups.values()];
}

// Makes events the matches to go through.
function goThrough(events, text) {
    document.getElementById('query').value = '';
    setFound(events.map((i) => ({ time: data.event.time[i], event: i, lane: lanes.laneOfTask[data.event.task[i]] })), text);
    stepMatch(1);
}

function groupButton(group, text) {
    return actionButton(text, () => goThrough(group.events, text));
}

function groupColumns(groups, first) {
    const duration = (title, key) => ({ title, number: true, value: (group) => group[key], cell: (group) => formatDuration(group[key]) });
    const columns = [first, { title: 'calls', number: true, value: (group) => group.events.length }];

    for (const key of ['failed', 'denied']) {
        if (groups.some((group) => group[key]))
            columns.push({ title: key, number: true, value: (group) => group[key] });
    }
    columns.push(duration('total', 'total'), duration('median', 'median'), duration('most', 'most'));
    return columns;
}

function leftOutNote() {
    const creations = data.raw.left_out.create;
    return creations ? make('p', `Without the ${creations.toLocaleString('en')} creations that are not on this page.`, { className: 'note' }) : '';
}

function fillCalls(panel) {
    const { event, texts } = data;
    const groups = groupCreations((i) => `${event.api[i]} ${event.flags[i]} ${event.detail[i]}`);

    panel.replaceChildren(leftOutNote(), makeTable(groupColumns(groups, {
        title: 'function and flags', value: (group) => texts[event.api[group.first]],
        cell: (group) => {
            const box = make('div');
            const flags = [texts[event.flags[group.first]], texts[event.detail[group.first]]].filter(Boolean).join('|');
            box.append(groupButton(group, texts[event.api[group.first]]),
                make('div', flags.split('|').join(' | ') || 'no flags', { className: 'flags' }));
            return box;
        },
    }), groups, 1, 'Calls by function and flags'));
}

function fillSites(panel) {
    const { event, texts } = data;
    const groups = groupCreations((i) => `${event.api[i]} ${event.site[i]}`);

    panel.replaceChildren(leftOutNote(), makeTable(groupColumns(groups, {
        title: 'place', value: (group) => siteName(event.site[group.first]),
        cell: (group) => {
            const box = make('div');
            box.append(groupButton(group, siteName(event.site[group.first])),
                make('div', texts[event.api[group.first]], { className: 'flags' }));
            return box;
        },
    }), groups, 1, 'Places that create'));
}
