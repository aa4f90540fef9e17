// SPDX-License-Identifier: MIT
// What is known of the event or lane that is selected, as text. Everything a log says is put in as text, never as HTML.
'use strict';

function make(tag, text, properties) {
    const element = document.createElement(tag);

    if (text !== undefined && text !== null)
        element.textContent = text;
    return Object.assign(element, properties || {});
}

function actionButton(text, act) {
    return make('button', text, { type: 'button', onclick: act });
}

const RESULTS = ['made', 'failed', 'denied'];

function processName(owner) {
    return `${procLabel(owner)} (${data.proc.pid[owner]})`;
}

// "gcc (4711), thread 4712"
function taskName(index) {
    const owner = data.task.proc[index];
    const name = processName(owner);

    return data.proc.task[owner] === index ? name : `${name}, thread ${data.task.tid[index]}`;
}

// One line for lists, tips and screen readers.
function eventLine(at) {
    const { event, texts, task } = data;

    switch (event.kind[at]) {
    case CREATE: {
        const what = texts[event.api[at]];
        if (event.result[at] !== OK)
            return `${what} ${RESULTS[event.result[at]]}: ${texts[event.error[at]] || 'no error named'}`;
        if (event.child[at])
            return `${what} made ${event.thread[at] ? `thread ${task.tid[event.child[at] - 1]}`
                : processName(task.proc[event.child[at] - 1])}`;
        return `${what} made ${event.number[at] ? event.number[at] : 'a process whose id is not known'}`;
    }
    case IMAGE:
        return `program ${programOf(texts[event.text[at]]) || '?'} started`;
    case EXEC:
        return `${texts[event.api[at]]} ${texts[event.text[at]] || '?'}${event.error[at] ? ` failed: ${texts[event.error[at]]}` : ''}`;
    case NAMESPACE:
        return `${texts[event.api[at]]} ${texts[event.flags[at]]}`;
    case EXIT:
        return event.number[at] ? `process ended with ${event.number[at] - 1}` : 'process ended';
    case THREAD_EXIT:
        return 'thread ended';
    default:
        return `${texts[event.text[at]] || 'a program'} will not be seen: ${texts[event.detail[at]]}`;
    }
}

function facts(list) {
    const dl = make('dl');

    for (const [name, value] of list) {
        if (value === undefined || value === null || value === '')
            continue;
        const dd = make('dd');
        if (value instanceof Node)
            dd.append(value);
        else
            dd.textContent = value;
        dl.append(make('dt', name), dd);
    }
    return dl;
}

function timeOfDay(machine, time) {
    const start = data.machines[machine] && data.machines[machine].start_ms;
    const date = new Date(start + time / 1e6);

    return start === undefined || Number.isNaN(date.getTime()) ? ''
        : date.toISOString().replace('T', ' ').replace('Z', ' UTC');
}

function memoryText(at) {
    const [resident, tables] = data.memory.get(at) || [];
    return resident === undefined ? '' : `${(resident / 1024).toFixed(1)} MiB, page tables ${tables} KiB`;
}

function creationFacts(at) {
    const { event, texts } = data;

    return [
        ['created', event.child[at] ? taskName(event.child[at] - 1) : event.number[at] ? String(event.number[at]) : ''],
        ['flags', texts[event.flags[at]].split('|').join(' | ') || 'none'],
        ['exit signal', texts[event.detail[at]]],
        ['kernel entry', texts[event.text[at]]],
        ['result', event.result[at] === OK ? 'made' : `${RESULTS[event.result[at]]} (${texts[event.error[at]]})`],
        ['took', formatDuration(event.duration[at])],
        ['creator’s memory', memoryText(at)],
    ];
}

function otherFacts(at) {
    const { event, texts } = data;

    switch (event.kind[at]) {
    case IMAGE:
        return [['command', texts[event.text[at]]], ['file', texts[event.detail[at]]]];
    case EXEC:
        return [['file', texts[event.text[at]]], ['process made by', texts[event.detail[at]]],
            ['page faults', String(event.faults[at])], ['error', texts[event.error[at]]]];
    case NAMESPACE:
        return [['flags', texts[event.flags[at]]], ['result', RESULTS[event.result[at]]], ['error', texts[event.error[at]]]];
    case EXIT:
        return [['status', event.number[at] ? String(event.number[at] - 1) : 'not known'],
            ['page faults', String(event.faults[at])]];
    case BLIND:
        return [['program', texts[event.text[at]]], ['why', texts[event.detail[at]]]];
    default:
        return [];
    }
}

function stackList(at) {
    const sites = data.event.stack[at] ? data.raw.stacks[data.event.stack[at] - 1] : [];
    const list = make('ol', null, { className: 'stack' });

    for (const site of sites) {
        const item = make('li', siteName(site));
        item.append(make('span', sitePlace(site), { className: 'place' }));
        list.append(item);
    }
    return sites.length ? list
        : make('p', 'Not in the log: run with --stack N to have call stacks.', { className: 'muted' });
}

function eventDetails(at) {
    const { event, texts } = data;
    const creation = event.kind[at] === CREATE;
    const box = document.createDocumentFragment();
    const site = make('span', siteName(event.site[at]), { title: event.site[at] ? sitePlace(event.site[at]) : '' });

    box.append(make('h2', eventLine(at)), facts([
        ['by', taskName(event.task[at])],
        ['time', `${formatTime(event.time[at], 1e6)}`],
        ['time of day', timeOfDay(data.proc.machine[data.task.proc[event.task[at]]], event.time[at])],
        ...(creation ? creationFacts(at) : otherFacts(at)),
        ['called at', event.site[at] ? site : ''],
        ['', event.site[at] ? make('span', sitePlace(event.site[at]), { className: 'muted' }) : ''],
        ['rules', texts[(data.rules.get(at) || [0])[0]]],
        ['lost before', data.lost.has(at) ? `${data.lost.get(at)[0]} lines of this process` : ''],
    ]), eventActions(at));
    if (creation)
        box.append(make('h3', 'Call stack, innermost first'), stackList(at));
    return box;
}

function eventActions(at) {
    const box = make('div', null, { className: 'actions' });

    if (data.event.child[at])
        box.append(actionButton('Go to what it created', goCreated));
    if (creatorOf(data.event.task[at]) >= 0)
        box.append(actionButton('Go to its creator', goCreator));
    box.append(actionButton('Zoom to it', zoomSelected),
        actionButton('Its lane', () => selectLane(lanes.laneOfTask[data.event.task[at]], true)));
    return box;
}

function lifeText(index) {
    const { start, end, begun, ended } = data.task;
    const from = `${begun[index] ? '' : 'before '}${formatTime(start[index], 1e6)}`;

    return ended[index] ? `${from}, for ${formatDuration(end[index] - start[index])}`
        : `${from}, at least ${formatDuration(end[index] - start[index])} (its end is not in the log)`;
}

function laneDetails(lane) {
    const task = laneTask(lane), box = document.createDocumentFragment();

    box.append(make('h2', laneLabel(lane)));
    if (task < 0)
        return box;
    const owner = data.task.proc[task], main = data.proc.task[owner] === task;
    const images = data.proc.images[owner], by = data.task.by[task];
    box.append(facts([
        [main ? 'process' : 'thread', String(data.task.tid[task])],
        ['of', main ? '' : processName(owner)],
        ['lived', lifeText(task)],
        ['end', main ? exitText(owner) : ''],
        ['made by', by ? `${data.texts[data.event.api[by - 1]]} in ${taskName(data.event.task[by - 1])}`
            : main && data.proc.parent[owner] ? `${data.proc.api[owner] || 'a call that is not in the log'}, ${
                processName(data.proc.parent[owner] - 1)}` : 'not in the log'],
        ['not seen', main ? data.proc.blind[owner] || (data.proc.silent[owner] ? 'it started a program that wrote nothing' : '') : ''],
        ['threads', main && data.proc.threads[owner].length ? String(data.proc.threads[owner].length) : ''],
        ['events', String(data.task.first[task + 1] - data.task.first[task])],
    ]));
    if (main && images.length) {
        const list = make('ol', null, { className: 'stack' });
        for (const at of images.slice(0, 50))
            list.append(make('li', `${formatTime(data.event.time[at], 1e6)}  ${data.texts[data.event.text[at]]}`));
        box.append(make('h3', 'Programs'), list);
    }
    box.append(laneActions(task));
    return box;
}

function laneActions(task) {
    const box = make('div', null, { className: 'actions' });

    if (creatorOf(task) >= 0)
        box.append(actionButton('Go to its creator', goCreator));
    box.append(actionButton('Zoom to its life', zoomSelected), actionButton('Its events', () => openTab('events', true)));
    return box;
}

// What there is, as long as nothing is selected.
function overallDetails() {
    const box = document.createDocumentFragment(), { input } = data.raw;

    box.append(make('h2', 'The log'), facts([
        ['begins', data.machines.length === 1 ? timeOfDay(0, 0) : ''],
        ['length', formatDuration(data.length)],
        ['processes', data.proc.count.toLocaleString('en')],
        ['other threads', (data.task.count - data.proc.count).toLocaleString('en')],
        ['events', data.event.count.toLocaleString('en')],
        ['lines', input.records.toLocaleString('en')],
        ['machines', data.machines.length > 1 ? data.machines.map((machine) => shown(machine.label || '?')).join(', ') : ''],
    ]), make('p', 'Select a call, a mark or a lane by a click or by the arrow keys. “Keys and signs” explains the rest.',
        { className: 'muted' }));
    return box;
}

function fillDetails(panel) {
    const { event, lane } = view.selected;

    panel.replaceChildren(event >= 0 ? eventDetails(event) : lane >= 0 ? laneDetails(lane) : overallDetails());
}
