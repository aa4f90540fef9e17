// SPDX-License-Identifier: MIT
// Puts the page together and draws it first.
'use strict';

function resize() {
    const box = canvas.getBoundingClientRect();

    draw.ratio = window.devicePixelRatio || 1;
    view.width = Math.max(50, box.width);
    draw.height = Math.max(50, box.height);
    canvas.width = Math.round(view.width * draw.ratio);
    canvas.height = Math.round(draw.height * draw.ratio);
    redraw();
}

function fillLegend() {
    const used = new Set(data.event.family.filter((_, i) => data.event.kind[i] === CREATE));

    for (const family of data.task.family)
        used.add(family);
    document.getElementById('legend').replaceChildren(...FAMILIES.map((family, i) => ({ family, i }))
        .filter(({ i }) => used.has(i)).map(({ family, i }) => {
            const item = make('li'), picture = make('canvas', null, { width: 32, height: 32 });
            const c = picture.getContext('2d');
            c.scale(2, 2);
            c.fillStyle = familyColour(i);
            sign(c, family.shape, 8, 8, 6);
            picture.setAttribute('aria-hidden', 'true');
            item.append(picture, family.name);
            return item;
        }));
}

function countOf(n, one, many) {
    return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

// What is not on the page, and what the log itself says is missing.
function missingLines() {
    const { input, left_out: left } = data.raw;
    const lines = [];
    const leftOut = Object.entries(left).map(([kind, n]) => `${n.toLocaleString('en')} ${kind}`);

    if (leftOut.length)
        lines.push(`This page has the first ${data.raw.limit.toLocaleString('en')} events of the log. Left out: ${leftOut.join(', ')}. A --filter makes room.`);
    if (data.raw.hidden)
        lines.push(`${countOf(data.raw.hidden, 'process is', 'processes are')} not shown, because of --filter or --depth.`);
    if (input.lost)
        lines.push(`${countOf(input.lost, 'line was', 'lines were')} lost: the log could not be written. A zigzag marks the first line after each gap.`);
    if (input.missing)
        lines.push(`${countOf(input.missing, 'line or more that was written is', 'lines or more that were written are')} not here: cut off, filtered out, or in another file.`);
    if (input.torn)
        lines.push(`${countOf(input.torn, 'line is', 'lines are')} torn: cut short by a kill, a full disk or a limit.`);
    if (input.foreign)
        lines.push(`${countOf(input.foreign, 'line is', 'lines are')} not clonetrace’s.`);
    if (input.newer)
        lines.push(`${countOf(input.newer, 'line is', 'lines are')} of a newer clonetrace.`);
    if (data.machines.length > 1 && !data.raw.one_clock)
        lines.push('The machines’ clocks do not give one axis, so each machine starts at 0.');
    return lines.concat(blindLines());
}

function blindLines() {
    const { event, texts, proc } = data, programs = new Map();
    let silent = 0;

    for (let i = 0; i < event.count; i++) {
        if (event.kind[i] === BLIND) {
            const name = `${texts[event.text[i]] || 'a program'} (${texts[event.detail[i]]})`;
            programs.set(name, (programs.get(name) || 0) + 1);
        }
    }
    const lines = [...programs].slice(0, 20).map(([name, n]) => `Not seen: ${name}${n > 1 ? `, ${n} times` : ''}.`);
    if (programs.size > 20)
        lines.push(`And ${programs.size - 20} other programs that could not be seen.`);
    for (let i = 0; i < proc.count; i++)
        silent += proc.silent[i];
    if (silent)
        lines.push(`${countOf(silent, 'process', 'processes')} started a program that wrote nothing.`);
    return lines;
}

function fillMissing() {
    const lines = missingLines(), box = document.getElementById('missing');

    box.hidden = !lines.length;
    if (lines.length < 2) {
        box.textContent = lines[0] || '';
        return;
    }
    const details = make('details'), list = make('ul');
    details.append(make('summary', `Not everything is here: ${lines[0]} And ${countOf(lines.length - 1, 'thing', 'things')} more.`), list);
    list.append(...lines.map((line) => make('li', line)));
    box.append(details);
}

function fillSummary() {
    const { event, task, proc } = data;
    let creations = 0, failed = 0, denied = 0;

    for (let i = 0; i < event.count; i++) {
        creations += event.kind[i] === CREATE ? 1 : 0;
        failed += event.kind[i] === CREATE && event.result[i] === FAILED ? 1 : 0;
        denied += event.kind[i] === CREATE && event.result[i] === DENIED ? 1 : 0;
    }
    const text = [countOf(proc.count, 'process', 'processes'),
        task.count > proc.count ? countOf(task.count - proc.count, 'thread', 'threads') : '',
        countOf(creations, 'creation', 'creations'), failed ? `${failed} failed` : '', denied ? `${denied} denied` : ''].filter(Boolean).join(', ');
    document.getElementById('summary').textContent = `${text}, over ${formatDuration(data.length)}. The names beside are a tree; the tab Events lists what is in view.`;
    document.getElementById('extent').textContent = `${text}\n${formatDuration(data.length)}`;
}

function listenButtons() {
    const click = (id, act) => {
        document.getElementById(id).addEventListener('click', act);
    };

    click('zoom-in', COMMANDS['+']);
    click('zoom-out', COMMANDS['-']);
    click('whole', COMMANDS['0']);
    click('fold', () => foldAll(true));
    click('unfold', () => foldAll(false));
    click('busy', toggleBusy);
    click('help', PAGE_COMMANDS['?']);
    click('previous', () => {
        runSearch();
        stepMatch(-1);
    });
    document.getElementById('search').addEventListener('submit', (form) => {
        form.preventDefault();
        runSearch();
        stepMatch(1);
    });
    let wait = 0;
    const query = document.getElementById('query');
    query.addEventListener('input', () => {
        clearTimeout(wait);
        wait = setTimeout(runSearch, 200);
    });
    query.addEventListener('keydown', (key) => {
        if (key.key === 'Enter' && key.shiftKey) {
            key.preventDefault();
            runSearch();
            stepMatch(-1);
        } else if (key.key === 'Escape') {
            canvas.focus();
        }
    });
}

function listenPage() {
    document.addEventListener('keydown', (key) => {
        const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(key.target.tagName);
        if (typing || key.ctrlKey || key.metaKey || key.altKey || document.getElementById('keys').open)
            return;
        if (PAGE_COMMANDS[key.key]) {
            key.preventDefault();
            PAGE_COMMANDS[key.key]();
        } else if (key.key === 'Escape' && key.target.closest('#side')) {
            canvas.focus();
        }
    });
    const recolour = () => {
        readColours();
        fillLegend();
        fillSigns();
        drawOverview();
        redraw();
    };
    document.addEventListener('themechange', recolour);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
    new ResizeObserver(resize).observe(document.getElementById('lanes'));
}

function fillKeys() {
    document.getElementById('key-rows').replaceChildren(...KEYS.map(([names, does]) => {
        const row = make('tr'), keys = make('td');
        names.forEach((name, i) => keys.append(i ? ' ' : '', make('kbd', name)));
        row.append(keys, make('td', does));
        return row;
    }));
}

let lateList = 0;

function frame() {
    const begun = performance.now();

    updateLanes();
    fillTree();
    drawFrame();
    drawOverview();
    draw.drawn.ms = performance.now() - begun;
    if (tabs.current === 'events') {
        clearTimeout(lateList);
        lateList = setTimeout(refreshTabs, 250);
    }
}

for (const heading of document.querySelectorAll('title, .top h1, .top p'))
    heading.textContent = shown(heading.textContent);
readColours();
fillLegend();
fillSigns();
fillMissing();
fillSummary();
fillKeys();
addTab('details', 'Details', fillDetails, true);
addTab('events', 'Events', fillEvents, true);
addTab('calls', 'Calls', fillCalls, false);
addReportTabs();
openTab('details', false);
listenWheel(canvas, false);
listenWheel(overview.canvas, true);
listenPointer();
listenOverview();
listenTree();
listenKeys(canvas, CANVAS_COMMANDS);
listenKeys(tree.element, TREE_COMMANDS);
listenButtons();
listenPage();
view.listeners.push(frame);
[view.from, view.to] = wholeView();
resize();
