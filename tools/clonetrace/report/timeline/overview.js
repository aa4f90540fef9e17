// SPDX-License-Identifier: MIT
// The strip over the lanes: how many creations there are at each moment of the whole, and which part is in view.
'use strict';

const overview = { canvas: document.getElementById('overview'), bins: null, height: 44 };

// Creations in each pixel of the whole.
function countBins(width) {
    const bins = new Uint32Array(Math.max(1, Math.floor(width)));
    const [from, to] = wholeView();

    for (let i = 0; i < data.event.count; i++) {
        if (data.event.kind[i] === CREATE)
            bins[Math.min(bins.length - 1, Math.floor((data.event.time[i] - from) / (to - from) * bins.length))]++;
    }
    return bins;
}

// Where matches of the search are, each pixel once.
function foundColumns(width, x) {
    if (overview.found !== search.found || overview.foundWidth !== width) {
        overview.columns = new Set(search.found.map((hit) => Math.round(x(hit.time))));
        overview.found = search.found;
        overview.foundWidth = width;
    }
    return overview.columns;
}

function drawOverview() {
    const { canvas: element, height } = overview;
    const width = element.clientWidth, c = element.getContext('2d');
    const [from, to] = wholeView();
    const x = (time) => (time - from) / (to - from) * width;

    if (!overview.bins || overview.bins.length !== Math.floor(width)) {
        overview.bins = countBins(width);
        overview.most = overview.bins.reduce((most, n) => Math.max(most, n), 1);
    }
    element.width = width * draw.ratio;
    element.height = height * draw.ratio;
    c.setTransform(draw.ratio, 0, 0, draw.ratio, 0, 0);
    c.fillStyle = draw.colours.page;
    c.fillRect(0, 0, width, height);
    c.fillStyle = draw.colours.surface;
    c.fillRect(x(view.from), 0, x(view.to) - x(view.from), height);
    c.fillStyle = draw.colours.muted;
    overview.bins.forEach((n, i) => {
        if (n) {
            const tall = Math.max(2, Math.sqrt(n / overview.most) * (height - 8));
            c.fillRect(i, height - tall, 1, tall);
        }
    });
    c.fillStyle = draw.colours.accent;
    for (const column of foundColumns(width, x))
        c.fillRect(column, 0, 1.5, 6);
    c.strokeStyle = draw.colours.accent;
    c.lineWidth = 2;
    c.strokeRect(x(view.from) + 1, 1, Math.max(2, x(view.to) - x(view.from) - 2), height - 2);
}

// A click or drag puts the view there.
function listenOverview() {
    const { canvas: element } = overview;
    const go = (pointer) => {
        const [x] = pointOf(pointer, element);
        const [from, to] = wholeView(), span = view.to - view.from;
        const middle = from + x / element.clientWidth * (to - from);
        setView(middle - span / 2, middle + span / 2);
    };

    element.addEventListener('pointerdown', (pointer) => {
        element.setPointerCapture(pointer.pointerId);
        go(pointer);
    });
    element.addEventListener('pointermove', (pointer) => {
        if (pointer.buttons)
            go(pointer);
    });
}
