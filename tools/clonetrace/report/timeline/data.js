// SPDX-License-Identifier: MIT
// The log as typed arrays: events in the order of time, tasks (threads; the first of a process stands for it) and
// processes. Everything else on the page asks here and changes nothing.
'use strict';

const CREATE = 0, IMAGE = 1, EXEC = 2, NAMESPACE = 3, EXIT = 4, THREAD_EXIT = 5, BLIND = 6;
const OK = 0, FAILED = 1, DENIED = 2;

const KINDS = ['create', 'image', 'exec', 'namespace', 'exit', 'thread_exit', 'blind'];

// Families of functions: a colour, and a shape for those who do not see the colour.
const FAMILIES = [
    { name: 'fork', colour: 'series1', shape: 'circle', apis: ['fork', '__fork', '_Fork'] },
    { name: 'vfork', colour: 'series4', shape: 'up', apis: ['vfork', '__vfork'] },
    { name: 'clone', colour: 'series7', shape: 'square', apis: ['clone', '__clone', 'syscall'] },
    { name: 'posix_spawn', colour: 'series5', shape: 'diamond',
        apis: ['posix_spawn', 'posix_spawnp', 'pidfd_spawn', 'pidfd_spawnp'] },
    { name: 'threads', colour: 'series6', shape: 'bar', apis: ['pthread_create', 'thrd_create'] },
    { name: 'system, popen', colour: 'series8', shape: 'cross', apis: ['system', 'popen', 'wordexp'] },
    { name: 'daemon, forkpty', colour: 'series2', shape: 'down', apis: ['daemon', 'forkpty'] },
    { name: 'not known', colour: 'series9', shape: 'dot', apis: [] },
];
const UNKNOWN_FAMILY = FAMILIES.length - 1;

function familyOf(api) {
    const at = FAMILIES.findIndex((family) => family.apis.includes(api));
    return at < 0 ? UNKNOWN_FAMILY : at;
}

// Bytes that were not UTF-8 stand in a log as U+EF80 to U+EFFF; characters that steer a terminal or turn the direction
// of text are made visible, too.
function shown(text) {
    return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\uef80-\uefff]/g, (c) => {
        const code = c.charCodeAt(0);
        const byte = code >= 0xef80 && code <= 0xefff ? code - 0xef00 : code;
        return byte < 256 ? `\\x${byte.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
    });
}

function baseName(path) {
    return path.slice(path.lastIndexOf('/', path.length - 2) + 1);
}

// The program of a command line as a log shows it: its first word, which may be quoted.
function programOf(command) {
    const quoted = /^'((?:[^']|'\\'')*)'/.exec(command);
    return baseName(quoted ? quoted[1] : command.split(' ', 1)[0]) || command;
}

const data = (() => {
    const raw = JSON.parse(document.getElementById('timeline-data').textContent);
    const texts = raw.texts.map(shown);
    const e = raw.events, t = raw.tasks, p = raw.procs;
    const event = {
        count: e.count,
        time: new Float64Array(e.count),
        duration: Float64Array.from(e.duration),
        kind: Uint8Array.from(e.kind),
        task: Uint32Array.from(e.task),
        child: Uint32Array.from(e.child), // plus 1
        api: Uint32Array.from(e.api),
        family: new Uint8Array(e.count),
        flags: Uint32Array.from(e.flags),
        result: Uint8Array.from(e.result, (r) => r & 3),
        thread: Uint8Array.from(e.result, (r) => r >> 2),
        error: Uint32Array.from(e.error),
        site: Uint32Array.from(e.site),
        stack: Uint32Array.from(e.stack),
        text: Uint32Array.from(e.text),
        detail: Uint32Array.from(e.detail),
        number: Int32Array.from(e.number),
        faults: Float64Array.from(e.faults),
    };
    const task = {
        count: t.count,
        proc: Uint32Array.from(t.proc),
        tid: Int32Array.from(t.tid),
        by: Uint32Array.from(t.by), // plus 1
        start: Float64Array.from(t.start),
        end: Float64Array.from(t.start, (start, i) => start + t.life[i]),
        begun: Uint8Array.from(t.known, (k) => k & 1),
        ended: Uint8Array.from(t.known, (k) => k >> 1),
        family: new Uint8Array(t.count),
        first: new Uint32Array(t.count + 1), // into events
    };
    const proc = {
        count: p.count,
        machine: Uint32Array.from(p.machine),
        pid: Int32Array.from(p.pid),
        parent: Uint32Array.from(p.parent), // plus 1
        task: Uint32Array.from(p.task),
        status: Int32Array.from(p.status, (s) => s - 1),
        ended: Uint8Array.from(p.how, (h) => h & 1),
        killed: Uint8Array.from(p.how, (h) => h >> 1 & 1),
        silent: Uint8Array.from(p.how, (h) => h >> 2 & 1),
        api: p.api,
        blind: p.blind.map((reason) => reason && shown(reason)),
        images: Array.from({ length: p.count }, () => []),
        threads: Array.from({ length: p.count }, () => []),
    };
    const sparse = (list, width) => {
        const map = new Map();
        for (let i = 0; i < list.length; i += width)
            map.set(list[i], list.slice(i + 1, i + width));
        return map;
    };
    return {
        raw, texts, event, task, proc,
        machines: raw.machines,
        length: Math.max(raw.length, 1),
        memory: sparse(raw.memory, 3), rules: sparse(raw.rules, 2), lost: sparse(raw.lost, 2),
        eventsOf: null, // event indices, those of task i at first[i] to first[i + 1]
    };
})();

// What follows from the columns.
(() => {
    const { event, task, proc, texts } = data;
    const families = texts.map(familyOf);
    let now = 0;

    for (let i = 0; i < event.count; i++) {
        now += data.raw.events.step[i];
        event.time[i] = now;
        event.family[i] = families[event.api[i]];
        task.first[event.task[i] + 1]++;
        if (event.kind[i] === IMAGE)
            proc.images[task.proc[event.task[i]]].push(i);
    }
    for (let i = 0; i < task.count; i++)
        task.first[i + 1] += task.first[i];
    data.eventsOf = new Uint32Array(event.count);
    const next = task.first.slice();
    for (let i = 0; i < event.count; i++)
        data.eventsOf[next[event.task[i]]++] = i;
    for (let i = 0; i < task.count; i++) {
        const owner = task.proc[i];
        const first = proc.task[owner] === i;

        if (!first)
            proc.threads[owner].push(i);
        task.family[i] = task.by[i] ? event.family[task.by[i] - 1]
            : first ? familyOf(proc.api[owner]) : UNKNOWN_FAMILY;
    }
    data.raw.events = data.raw.tasks = data.raw.procs = null; // the typed arrays have it now
})();

// The program that a process runs after its image number `at` (-1: before the first, so that of its parent).
function programAt(owner, at) {
    const { proc, event, texts, task } = data;

    while (at < 0 && proc.parent[owner]) {
        const start = task.start[proc.task[owner]];
        owner = proc.parent[owner] - 1;
        at = proc.images[owner].length - 1;
        while (at >= 0 && event.time[proc.images[owner][at]] > start)
            at--;
    }
    return at < 0 ? '?' : programOf(texts[event.text[proc.images[owner][at]]]) || '?';
}

const procLabels = new Array(data.proc.count);

// What a process is called: its last program, or whose copy it is.
function procLabel(owner) {
    if (procLabels[owner] === undefined) {
        const images = data.proc.images[owner].length;
        procLabels[owner] = images ? programAt(owner, images - 1) : unseenLabel(owner);
    }
    return procLabels[owner];
}

function unseenLabel(owner) {
    const { event, task, proc, texts, eventsOf } = data;
    const main = proc.task[owner];

    for (let i = task.first[main + 1] - 1; i >= task.first[main]; i--) {
        const at = eventsOf[i];
        if (event.kind[at] === EXEC && event.error[at])
            break; // the one line of an exec that went well comes before it; this one did not
        if (event.kind[at] === EXEC || event.kind[at] === BLIND)
            return `${baseName(texts[event.text[at]]) || '?'} (not seen)`;
    }
    return proc.api[owner] && !/fork|clone|syscall|daemon/.test(proc.api[owner])
        ? `${proc.api[owner]} (not seen)` : `${programAt(owner, -1)} (copy)`;
}

function taskLabel(index) {
    const { task, proc, event, texts } = data;
    const owner = task.proc[index];

    if (proc.task[owner] === index)
        return procLabel(owner);
    const api = task.by[index] ? texts[event.api[task.by[index] - 1]] : 'pthread_create';
    return /^(pthread|thrd)_create$/.test(api) ? 'thread' : `thread (${api})`;
}

function formatDuration(ns) {
    if (ns < 1000)
        return `${Math.round(ns)} ns`;
    if (ns < 1e6)
        return `${(ns / 1e3).toPrecision(3)} µs`;
    if (ns < 1e9)
        return `${(ns / 1e6).toPrecision(3)} ms`;
    if (ns < 120e9)
        return `${(ns / 1e9).toPrecision(3)} s`;
    const minutes = Math.floor(ns / 60e9);
    return minutes < 120 ? `${minutes} min ${Math.round(ns / 1e9 - minutes * 60)} s`
        : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// A moment on the axis, as exact as `span` (what is in view) makes sense of.
function formatTime(ns, span) {
    const digits = Math.min(9, Math.max(0, 3 - Math.floor(Math.log10(Math.max(span, 1) / 1e9))));
    return `${(ns / 1e9).toFixed(digits)} s`;
}

// A site: module, symbol, offset; and function, file and line where they are known.
function siteName(id) {
    if (!id)
        return 'not known';
    const [module, symbol, offset, func] = data.raw.sites[id - 1];
    if (!module)
        return 'in no file';
    const where = baseName(data.texts[module]);
    const name = func ? shown(func) : symbol ? data.texts[symbol] : '';
    return name ? `${name} (${where})` : `${where}+${offset}`;
}

function sitePlace(id) {
    const [module, , offset, , file, line] = data.raw.sites[id - 1];
    const place = module ? `${data.texts[module]}+${offset}` : '';
    return file ? `${shown(file)}${line ? `:${line}` : ''}, ${place}` : place;
}

function exitText(owner) {
    const { proc } = data;

    if (!proc.ended[owner])
        return 'its end is not in the log';
    if (proc.status[owner] < 0)
        return 'ended, status not known';
    return proc.killed[owner] ? `killed by signal ${proc.status[owner]}` : `exit status ${proc.status[owner]}`;
}
