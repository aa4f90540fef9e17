// SPDX-License-Identifier: MIT
// What can be done with the page of results: choose what is shown, read marks by pointer or keyboard, take the data out.
// Draws nothing: every plot is in the page already.
'use strict';
(() => {
    const NEAR = 40; // pixels from a mark within which it is meant
    const off = {method: new Set(), then: new Set()};
    const tip = document.getElementById('tip');
    const said = document.getElementById('said');
    const all = (selector, root = document) => [...root.querySelectorAll(selector)];

    function fillMemories() {
        for (const section of all('#split')) {
            const select = section.querySelector('.slice');
            for (const figure of all('figure', section))
                select.add(new Option(figure.dataset.memory, figure.dataset.slice));
        }
    }

    // Figures that hold marks of what was chosen; a sentence where there is none.
    function showFigures() {
        const metric = document.getElementById('metric')?.value;
        for (const section of all('section.lines, #split')) {
            const slice = section.querySelector('.slice')?.value ?? '0';
            let shown = 0;
            for (const figure of all('figure', section)) {
                const fits = figure.dataset.slice === slice &&
                    (!figure.dataset.metric || !metric || figure.dataset.metric === metric);
                figure.hidden = !fits;
                shown += fits;
            }
            const absent = section.querySelector('.absent');
            if (absent)
                absent.hidden = shown > 0;
        }
        leave();
    }

    function showLines() {
        for (const each of all('.line, .row, #points tbody tr'))
            each.classList.toggle('off', off.method.has(each.dataset.method) || off.then.has(each.dataset.then));
        leave();
    }

    function press(button) {
        const pressed = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', pressed);
        return pressed;
    }

    function toggle(button) {
        const kind = button.dataset.method ? 'method' : 'then';
        if (press(button))
            off[kind].delete(button.dataset[kind]);
        else
            off[kind].add(button.dataset[kind]);
        showLines();
    }

    // Marks: one at a time is pointed at.

    function leave() {
        for (const mark of all('.mark.at'))
            mark.classList.remove('at');
        tip.hidden = true;
    }

    function place(box) {
        const width = tip.offsetWidth, height = tip.offsetHeight;
        const right = box.right + 14;
        const left = right + width < innerWidth ? right : Math.max(8, box.left - width - 14);
        tip.style.left = `${left}px`;
        tip.style.top = `${Math.min(Math.max(8, box.top - height / 2), Math.max(8, innerHeight - height - 8))}px`;
    }

    function point(mark, speak) {
        if (mark.classList.contains('at') && !tip.hidden)
            return;
        leave();
        mark.classList.add('at');
        tip.textContent = mark.dataset.words;
        tip.hidden = false;
        const dot = mark.querySelector('.dot') ?? mark;
        place(dot.getBoundingClientRect());
        if (speak)
            said.textContent = mark.dataset.words;
    }

    const groups = chart => all('.line, .bar, .row', chart).filter(group => !group.classList.contains('off'));

    // The place of a mark's own origin: that of its number, whatever its shape.
    function where(mark) {
        const {e: x, f: y} = mark.getScreenCTM();
        return {mark, x, y};
    }

    function nearest(marks, x, y) {
        let best = null, distance = Infinity;
        for (const each of marks.map(where)) {
            const far = Math.hypot(each.x - x, y === null ? 0 : each.y - y);
            if (far < distance)
                [best, distance] = [each, far];
        }
        return best && {...best, distance};
    }

    function hover(chart, event) {
        const inside = event.target.closest?.('.mark');
        const found = nearest(groups(chart).flatMap(group => all('.mark', group)), event.clientX, event.clientY);
        if (inside && !inside.querySelector('.dot'))
            point(inside, false);
        else if (found && found.distance < NEAR)
            point(found.mark, false);
        else
            leave();
    }

    // The mark that an arrow leads to: along a line to the sides, up and down to the next line at about that place.
    function next(chart, key) {
        const lines = groups(chart);
        const now = chart.querySelector('.mark.at');
        const line = lines.find(each => each.contains(now));
        if (!line)
            return lines[0]?.querySelector('.mark');
        const marks = all('.mark', line), at = marks.indexOf(now);
        if (key === 'Home' || key === 'End')
            return marks[key === 'Home' ? 0 : marks.length - 1];
        if (key === 'ArrowLeft' || key === 'ArrowRight')
            return marks[at + (key === 'ArrowRight' ? 1 : -1)] ?? now;
        const x = where(now).x;
        const column = lines.map(each => ({each, ...nearest(all('.mark', each), x, null)})).sort((a, b) => a.y - b.y);
        const own = column.findIndex(each => each.each === line);
        return (column[own + (key === 'ArrowDown' ? 1 : -1)] ?? column[own]).mark;
    }

    const KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];

    function key(chart, event) {
        if (event.key === 'Escape') {
            leave();
            return;
        }
        if (!KEYS.includes(event.key) || event.altKey || event.ctrlKey || event.metaKey)
            return;
        const mark = next(chart, event.key);
        event.preventDefault();
        if (mark) {
            mark.scrollIntoView({block: 'nearest', inline: 'nearest'});
            point(mark, true);
        }
    }

    // Data out.

    function save(name, type, text) {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob([text], {type}));
        link.download = name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }

    const cell = value => /[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? '');

    // A line for each metric of each point.
    function csv(result) {
        const conditions = ['method', 'then', 'memory', 'pages', 'sharing', 'threads', 'mappings', 'descriptors',
            'writer', 'written'];
        const numbers = ['median', 'low', 'high', 'p99'];
        const lines = [[...conditions, 'metric', ...numbers, 'samples', 'outliers']];
        for (const {condition, series} of result.points) {
            for (const [metric, values] of Object.entries(series))
                lines.push([...conditions.map(name => condition[name]), metric, ...numbers.map(name => values[name]),
                    values.samples.length, values.outliers]);
        }
        return lines.map(line => line.map(cell).join(',')).join('\r\n') + '\r\n';
    }

    function start() {
        const data = document.getElementById('data').textContent;

        fillMemories();
        document.getElementById('metric')?.addEventListener('change', showFigures);
        for (const select of all('.slice'))
            select.addEventListener('change', showFigures);
        for (const button of all('.toggle'))
            button.addEventListener('click', () => toggle(button));
        document.getElementById('p99')?.addEventListener('click', event =>
            document.body.classList.toggle('show-p99', press(event.currentTarget)));
        for (const chart of all('.chart')) {
            chart.addEventListener('pointermove', event => hover(chart, event));
            chart.addEventListener('pointerleave', leave);
            chart.addEventListener('blur', leave);
            chart.addEventListener('keydown', event => key(chart, event));
        }
        document.getElementById('json').addEventListener('click', () =>
            save('clonetrace-bench.json', 'application/json', data));
        document.getElementById('csv').addEventListener('click', () =>
            save('clonetrace-bench.csv', 'text/csv', csv(JSON.parse(data))));
        for (const form of all('form'))
            form.addEventListener('submit', event => event.preventDefault());
        showFigures();
    }

    start();
})();
