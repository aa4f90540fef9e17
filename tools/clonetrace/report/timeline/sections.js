// SPDX-License-Identifier: MIT
// What the other parts of the report found, as they give it in --json: call sites, hazards, fork cost, and whatever
// comes to them, as tables where that is what it is.
'use strict';

const SECTION_TITLES = { sites: 'Sites', hazards: 'Hazards', cost: 'Cost' };

const sections = JSON.parse(document.getElementById('report-data').textContent);

function isPlain(value) {
    return value === null || typeof value !== 'object';
}

function titleOf(key) {
    const words = key.replace(/_(ns|kib)$/, '').replaceAll('_', ' ');
    return words.charAt(0).toUpperCase() + words.slice(1);
}

// A value that has no parts, by what its name says it is.
function plainText(key, value) {
    if (value === null)
        return 'not known';
    if (typeof value === 'number' && /_ns$/.test(key))
        return formatDuration(value);
    if (typeof value === 'number' && /_kib$/.test(key))
        return `${(value / 1024).toFixed(1)} MiB`;
    return typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 3 }) : shown(String(value));
}

// A place in code: {module, offset, symbol, function, file, line}.
function isPlace(value) {
    return !isPlain(value) && 'module' in value && 'offset' in value;
}

function placeText(place) {
    const name = place.function || place.symbol;
    const where = place.file ? `${place.file}${place.line ? `:${place.line}` : ''}`
        : place.module ? `${baseName(place.module)}+${place.offset}` : 'not known';

    return shown(name ? `${name} (${where})` : where);
}

// Anything at all, as text, lists and definitions.
function valueNode(key, value) {
    if (isPlain(value))
        return document.createTextNode(plainText(key, value));
    if (isPlace(value))
        return make('span', placeText(value), { title: shown(`${value.module}+${value.offset}`) });
    if (!Array.isArray(value))
        return facts(Object.entries(value).filter(([, v]) => !isEmpty(v)).map(([k, v]) => [titleOf(k), valueNode(k, v)]));
    if (value.every(isPlain))
        return document.createTextNode(value.map((v) => plainText(key, v)).join(', '));
    const list = make('ol', null, { className: 'stack' });
    for (const item of value.slice(0, 100)) {
        const li = make('li');
        li.append(valueNode('', item));
        list.append(li);
    }
    if (value.length > 100)
        list.append(make('li', `and ${value.length - 100} more`));
    return list;
}

function isEmpty(value) {
    return value === null || value === '' || (typeof value === 'object' && !Object.keys(value).length);
}

// The event that a line of the log is, by its machine, time and thread; -1 where it is not on the page.
function eventOfProof(proof, label) {
    const { event, task, proc } = data;
    const machine = Math.max(0, data.machines.findIndex((one) => one.label === label));
    const time = proof.ts_ns + data.machines[machine].shift;
    let low = 0, high = event.count;

    while (low < high) {
        const middle = (low + high) >> 1;
        if (event.time[middle] < time - 1000)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < event.count && event.time[low] <= time + 1000; low++) {
        const owner = task.proc[event.task[low]];
        if (proc.pid[owner] === proof.tgid && task.tid[event.task[low]] === proof.tid && proc.machine[owner] === machine)
            return low;
    }
    return -1;
}

function proofNode(proof, label) {
    const at = eventOfProof(proof, label), item = make('li');

    if (at >= 0)
        item.append(actionButton(eventLine(at), () => selectEvent(at, true)), make('span', taskName(data.event.task[at]), { className: 'place' }));
    else
        item.append(make('code', shown(String(proof.line || ''))));
    return item;
}

function hazardNode(finding) {
    const box = make('div', null, { className: 'hazard' }), proofs = make('ol', null, { className: 'stack' });

    proofs.append(...(finding.proofs || []).slice(0, 20).map((proof) => proofNode(proof, finding.machine)));
    box.append(make('h3', shown(`${finding.title || finding.hazard}${finding.count > 1 ? ` (${finding.count.toLocaleString('en')} times)` : ''}`)));
    if (finding.facts)
        box.append(make('p', shown(finding.facts)));
    box.append(facts([['call', finding.api && shown(finding.api)], ['at', finding.site && placeText(finding.site)],
        ['do', finding.do && shown(finding.do)], ['from', finding.source && shown(finding.source)]]),
    make('p', 'Shown by:', { className: 'muted' }), proofs);
    return box;
}

function fillHazards(panel) {
    const { found, not_looked_for: not } = sections.hazards;

    panel.replaceChildren(...found.slice(0, 200).map(hazardNode));
    if (!found.length)
        panel.append(make('p', 'None found.', { className: 'muted' }));
    if (not && not.length) {
        const list = make('ul');
        list.append(...not.map(({ hazard, why }) => make('li', shown(`${hazard}: ${why}`))));
        panel.append(make('h3', 'Not looked for'), list);
    }
}

function fillCost(panel) {
    const { model, sites } = sections.cost;
    const measured = (title, key, text) => ({ title, number: true, value: (row) => row.measured[key] || 0,
        cell: (row) => (row.measured[key] === null ? '–' : text(row.measured[key])) });
    const saved = (row) => (row.modelled ? row.modelled.saved_ns : -1);
    const columns = [placeColumn((row) => [row.api]), measured('forks', 'forks', String), measured('time', 'total_ns', formatDuration),
        measured('memory', 'rss_kib', (kib) => `${(kib / 1024).toFixed(1)} MiB`), measured('then exec', 'exec_followed', String)];

    if (sites.some((row) => row.modelled))
        columns.push({ title: 'saved by posix_spawn', number: true, value: saved, cell: (row) => (row.modelled ? formatDuration(saved(row)) : '–') });
    panel.replaceChildren(make('p', shown(model.note || `By the model of ${model.machine}.`), { className: 'muted' }),
        sites.length ? makeTable(columns, sites, columns.length > 5 ? 5 : 2, 'What forks cost') : make('p', 'No fork.'));
}

// What has no form of its own here.
function fillSection(panel, value) {
    if (isEmpty(value))
        panel.replaceChildren(make('p', 'Nothing.', { className: 'muted' }));
    else
        panel.replaceChildren(valueNode('', value));
}

// The events of a row of the call sites.
function eventsOfSite(row) {
    const { event, texts } = data, { module, offset } = row.site;
    const events = [];

    for (let i = 0; i < event.count; i++) {
        if (event.kind[i] !== CREATE || texts[event.api[i]] !== row.api)
            continue;
        const site = event.site[i] ? data.raw.sites[event.site[i] - 1] : null;
        if (site ? texts[site[0]] === shown(module || '') && site[2] === offset : !module)
            events.push(i);
    }
    return events;
}

// A place that leads to its events, over some words on it.
function placeColumn(words) {
    return {
        title: 'place', value: (row) => placeText(row.site),
        cell: (row) => {
            const box = make('div');
            box.append(actionButton(placeText(row.site), () => goThrough(eventsOfSite(row), placeText(row.site))),
                ...words(row).map((text) => make('div', shown(text), { className: 'flags' })));
            return box;
        },
    };
}

function fillReportSites(panel) {
    const rows = sections.sites;
    const time = (title, key) => ({ title, number: true, value: (row) => row.duration_ns[key], cell: (row) => formatDuration(row.duration_ns[key]) });
    const count = (key) => ({ title: key, number: true, value: (row) => row[key] });
    const columns = [placeColumn((row) => [row.api, row.flags.split('|').join(' | ')]), { ...count('count'), title: 'calls' }];

    for (const key of ['failed', 'denied']) {
        if (rows.some((row) => row[key]))
            columns.push(count(key));
    }
    columns.push(time('total', 'total'), time('p50', 'p50'), time('p99', 'p99'));
    panel.replaceChildren(makeTable(columns, rows, columns.findIndex((column) => column.title === 'total'), 'Places that create'));
}

// A section has the form that is drawn here, or it is shown as it is.
const FORMS = {
    sites: [(value) => Array.isArray(value) && value.every((row) => row.site && row.duration_ns), fillReportSites],
    hazards: [(value) => Array.isArray(value.found), fillHazards],
    cost: [(value) => Array.isArray(value.sites) && value.model, fillCost],
};

function addReportTabs() {
    if (!sections.sites)
        addTab('sites', SECTION_TITLES.sites, fillSites, false);
    for (const [key, value] of Object.entries(sections)) {
        const [fits, fill] = FORMS[key] || [() => false];
        const found = key === 'hazards' && value && fits(value) && value.found.length ? ` (${value.found.length})` : '';
        addTab(key, `${SECTION_TITLES[key] || titleOf(key)}${found}`, value && fits(value) ? fill : (panel) => fillSection(panel, value), false);
    }
}
