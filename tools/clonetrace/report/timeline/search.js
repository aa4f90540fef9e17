// SPDX-License-Identifier: MIT
// Search over programs, ids, functions, symbols, files and errors. A match is a lane or an event; they are gone through
// in the order of time.
'use strict';

const search = { query: '', found: [], at: -1 }; // found: {time, event or -1, lane}

// "api:fork" looks at one thing only.
const SCOPES = { api: 1, sym: 2, symbol: 2, program: 4, exe: 4, pid: 8, tid: 8, error: 16 };

function parseQuery(query) {
    const scoped = /^([a-z]+):\s*(.*)$/.exec(query);

    return scoped && SCOPES[scoped[1]] ? { scope: SCOPES[scoped[1]], word: scoped[2].toLowerCase() }
        : { scope: 31, word: query.toLowerCase() };
}

function findLanes(scope, word, found) {
    const id = /^\d+$/.test(word) ? Number(word) : -1;
    const owners = new Set();
    const matching = data.texts.map((text) => (scope & 4 ? text.toLowerCase().includes(word) : false));

    for (let i = 0; i < data.task.count; i++) {
        const owner = data.task.proc[i], main = data.proc.task[owner] === i;
        const hit = (scope & 8 && data.task.tid[i] === id) || (main && scope & 4
            && (procLabel(owner).toLowerCase().includes(word)
                || data.proc.images[owner].some((at) => matching[data.event.text[at]])));
        if (hit) {
            found.push({ time: data.task.start[i], event: -1, lane: lanes.laneOfTask[i] });
            owners.add(owner);
        }
    }
    return owners;
}

// Which texts and sites match, looked at once each.
function findTexts(word) {
    const texts = data.texts.map((text) => text.toLowerCase().includes(word));
    const sites = data.raw.sites.map(([module, symbol, , func, file]) => texts[symbol]
        || (module && baseName(data.texts[module]).toLowerCase().includes(word))
        || [func, file].some((text) => text && text.toLowerCase().includes(word)));
    const stacks = data.raw.stacks.map((list) => list.some((site) => sites[site - 1]));

    return { texts, sites, stacks };
}

function findEvents(scope, word, owners, found) {
    const { event, task } = data;
    const { texts, sites, stacks } = findTexts(word);
    // "fork" is not meant to be found in "vfork".
    const apis = data.texts.map((text) => text.toLowerCase().replace(/^_+/, '').startsWith(word.replace(/^_+/, '')));

    for (let i = 0; i < event.count; i++) {
        const kind = event.kind[i];
        const path = (kind === EXEC || kind === BLIND) && scope & 4 && texts[event.text[i]]
            && (event.error[i] || kind === BLIND || !owners.has(task.proc[event.task[i]]));
        if (path || (scope & 1 && event.api[i] && apis[event.api[i]]) || (scope & 16 && event.error[i] && texts[event.error[i]])
            || (scope & 2 && ((event.site[i] && sites[event.site[i] - 1]) || (event.stack[i] && stacks[event.stack[i] - 1]))))
            found.push({ time: event.time[i], event: i, lane: lanes.laneOfTask[event.task[i]] });
    }
}

function showMatches() {
    const count = search.found.length;

    document.getElementById('matches').textContent = !search.query ? ''
        : !count ? 'nothing found' : search.at < 0 ? `${count} found` : `${search.at + 1} of ${count}`;
}

function setFound(found, query) {
    search.query = query;
    search.found = found.sort((a, b) => a.time - b.time);
    search.at = -1;
    view.found = {
        events: new Set(found.filter((hit) => hit.event >= 0).map((hit) => hit.event)),
        lanes: new Set(found.filter((hit) => hit.event < 0).map((hit) => hit.lane)),
    };
    showMatches();
    drawOverview();
    redraw();
}

function runSearch() {
    const query = document.getElementById('query').value.trim();
    const { scope, word } = parseQuery(query);
    const found = [];

    if (query === search.query)
        return;
    if (word) {
        const owners = scope & 12 ? findLanes(scope, word, found) : new Set();
        findEvents(scope, word, owners, found);
    }
    setFound(found, query);
}

// Goes to the next match (1) or the one before (-1), round and round; the first one not before the view to begin with.
function stepMatch(step) {
    const { found } = search;

    if (!found.length)
        return showMatches();
    if (search.at < 0 && step > 0)
        search.at = Math.max(0, found.findIndex((hit) => hit.time >= view.from));
    else
        search.at = (search.at + step + found.length) % found.length;
    const hit = found[search.at];
    if (hit.event >= 0)
        selectEvent(hit.event, true);
    else
        selectLane(hit.lane, true);
    showMatches();
    openTab('details', false);
}
