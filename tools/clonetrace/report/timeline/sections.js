// SPDX-License-Identifier: MIT
// What the other parts of the report found, as they give it in --json: call sites, hazards, fork cost, and whatever
// comes to them, as tables where that is what it is.
'use strict';

const SECTION_TITLES = { sites: 'Call sites', hazards: 'Hazards', cost: 'Fork cost' };

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

// One finding: its name and sentence first, the rest below.
function findingNode(finding) {
    const box = make('div', null, { className: 'hazard' });
    const { name, title, kind, hazard, what, text, advice, ...rest } = finding;

    box.append(make('h3', titleOf(shown(String(title || name || hazard || kind || '')))));
    for (const sentence of [what, text, advice]) {
        if (sentence)
            box.append(make('p', shown(String(sentence))));
    }
    box.append(valueNode('', rest));
    return box;
}

function fillSection(panel, value) {
    if (isEmpty(value))
        panel.replaceChildren(make('p', 'None found.', { className: 'muted' }));
    else if (Array.isArray(value) && !value.every(isPlain))
        panel.replaceChildren(...value.slice(0, 200).map(findingNode));
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

function fillReportSites(panel) {
    const rows = sections.sites;
    const time = (title, key) => ({ title, number: true, value: (row) => row.duration_ns[key], cell: (row) => formatDuration(row.duration_ns[key]) });
    const count = (key) => ({ title: key, number: true, value: (row) => row[key] });
    const columns = [{
        title: 'place', value: (row) => placeText(row.site),
        cell: (row) => {
            const box = make('div');
            box.append(actionButton(placeText(row.site), () => goThrough(eventsOfSite(row), placeText(row.site))),
                make('div', `${row.api}  ${row.flags.split('|').join(' | ')}`, { className: 'flags' }));
            return box;
        },
    }, { ...count('count'), title: 'calls' }];

    for (const key of ['failed', 'denied']) {
        if (rows.some((row) => row[key]))
            columns.push(count(key));
    }
    columns.push(time('total', 'total'), time('p50', 'p50'), time('p99', 'p99'));
    panel.replaceChildren(makeTable(columns, rows, columns.findIndex((column) => column.title === 'total'), 'Places that create'));
}

function addReportTabs() {
    if (Array.isArray(sections.sites) && sections.sites.every((row) => row.site && row.duration_ns))
        addTab('sites', SECTION_TITLES.sites, fillReportSites, false);
    else
        addTab('sites', SECTION_TITLES.sites, fillSites, false);
    for (const [key, value] of Object.entries(sections)) {
        if (key !== 'sites')
            addTab(key, SECTION_TITLES[key] || titleOf(key), (panel) => fillSection(panel, value), false);
    }
}
