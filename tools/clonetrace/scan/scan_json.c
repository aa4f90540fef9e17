// SPDX-License-Identifier: MIT
// A scan for programs. The keys are documented in clonetrace(1).
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/scan/scan.h"
#include "event/encode.h"
#include "event/json.h"
#include "event/names.h"

// Bytes of a file as a string, those that are not UTF-8 in the way of the log.
static json_t *text(const char *bytes) {
    struct ct_buf buf;
    size_t room;
    char *quoted;
    json_t *string;

    if (!bytes)
        return json_null();
    room = strlen(bytes) * 6 + 3; // every byte escaped
    quoted = ct_alloc(room);
    ct_buf_init(&buf, quoted, room);
    ct_json_string(&buf, bytes, room);
    string = json_loadb(quoted, buf.len, JSON_DECODE_ANY, NULL);
    free(quoted);
    return string ? string : json_null();
}

static json_t *texts(char *const *list, size_t count) {
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, text(list[i]));
    return array;
}

static json_t *functions(const struct ct_scan_object *object) {
    json_t *array = json_array();

    for (int i = 0; i < CT_API_COUNT; i++) {
        if (object->calls[i] && i != CT_API_PRCTL)
            json_array_append_new(array, json_string(ct_api_name(i)));
    }
    return array;
}

static json_t *site_json(const struct ct_scan_object *object, const struct ct_scan_site *site) {
    char offset[24];

    snprintf(offset, sizeof offset, "0x%" PRIx64, site->offset);
    return json_pack("{so, ss, so, ss?, so}", "module", text(object->path), "offset", offset,
                     "number", site->number < 0 ? json_null() : json_integer(site->number), "name",
                     site->name, "symbol", text(site->symbol));
}

static json_t *sites_json(const struct ct_scan_object *object) {
    json_t *array = json_array();

    for (size_t i = 0; i < object->nsites; i++)
        json_array_append_new(array, site_json(object, &object->sites[i]));
    return array;
}

static json_t *raw_json(const struct ct_scan_object *object) {
    if (!object->searched || object->is_libc)
        return json_null();
    return json_pack("{sI, sI, so}", "found", (json_int_t)object->found, "harmless",
                     (json_int_t)object->others, "sites", sites_json(object));
}

static json_t *object_json(const struct ct_scan_object *object) {
    return json_pack("{so, so, sb, sb, so}", "path", text(object->path), "calls", functions(object),
                     "libc", object->is_libc, "dlopen", object->loads, "raw", raw_json(object));
}

static json_t *program_json(const struct ct_scan_object *program) {
    char machine[32];

    return json_pack("{so, si, ss, ss, so, sb, sb}", "path", text(program->path), "bits",
                     (int)program->bits, "machine", ct_scan_machine_name(program, machine), "form",
                     ct_scan_form_name(program->form), "interpreter", text(program->interpreter),
                     "go", program->go, "musl", program->musl);
}

static json_t *privileges_json(const struct ct_scan *scan) {
    return json_pack(
        "{so, so, sb}", "setuid", scan->setuid ? json_integer(scan->owner) : json_null(), "setgid",
        scan->setgid ? json_integer(scan->group) : json_null(), "capabilities", scan->capabilities);
}

json_t *ct_scan_json(const char *path, const struct ct_scan *scan) {
    static const char *const verdicts[] = {"seen", "partly", "not"};
    json_t *files = json_array();

    for (size_t i = 0; i < scan->nobjects; i++)
        json_array_append_new(files, object_json(&scan->objects[i]));
    return json_pack("{so, ss, so, ss?, so, so, so, so, so}", "path", text(path), "verdict",
                     verdicts[scan->verdict], "why", text(scan->why), "reason",
                     scan->blind ? ct_blind_name(scan->reason) : NULL, "scripts",
                     texts(scan->chain, scan->nchain), "program",
                     scan->nobjects ? program_json(&scan->objects[0]) : json_null(), "privileges",
                     privileges_json(scan), "files", files, "missing",
                     texts(scan->missing, scan->nmissing));
}
