/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc/systemd against a message bus that a child plays: what is sent, and what becomes of the answers. */
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "runlxc/spec/spec.h"
#include "runlxc/systemd/message.h"
#include "runlxc/systemd/property.h"
#include "runlxc/systemd/systemd.h"
#include "tests/unit/cgroup_fixture.h"
#include "tests/unit/unit.h"

#define POINTER(type, value) (&(const type){ value })

static struct cgroup_fixture fixture;
static pid_t server;
static int listener;

/* What the bus answers to StartTransientUnit, one for each time it is called; NULL: the unit starts. */
struct script {
	const char *errors[4];
	const char *job_result;
};

static void send_message(int fd, uint8_t type, uint32_t reply, const char *error, const char *signature,
			 const struct systemd_message *body)
{
	struct systemd_message message = { 0 };
	const uint16_t one = 1;
	size_t fields;

	systemd_message_append(&message, (const uint8_t[]){ *(const uint8_t *)&one ? 'l' : 'B', type, 0, 1 },
			       4);
	systemd_message_u32(&message, body ? (uint32_t)body->length : 0);
	systemd_message_u32(&message, 1);
	fields = systemd_message_open_array(&message, 8);
	if (type == 4) {
		systemd_message_byte(&message, 3);
		systemd_message_signature(&message, "s");
		systemd_message_string(&message, "JobRemoved");
		systemd_message_align(&message, 8);
	} else {
		systemd_message_byte(&message, 5);
		systemd_message_signature(&message, "u");
		systemd_message_u32(&message, reply);
		systemd_message_align(&message, 8);
	}
	if (error) {
		systemd_message_byte(&message, 4);
		systemd_message_signature(&message, "s");
		systemd_message_string(&message, error);
		systemd_message_align(&message, 8);
	}
	systemd_message_byte(&message, 8);
	systemd_message_signature(&message, "g");
	systemd_message_signature(&message, signature);
	systemd_message_close_array(&message, fields, 8);
	systemd_message_align(&message, 8);
	if (body)
		systemd_message_append(&message, body->bytes, body->length);
	if (write(fd, message.bytes, message.length) < 0)
		_exit(2);
	systemd_message_clear(&message);
}

static void read_all(int fd, void *bytes, size_t length)
{
	for (size_t got = 0; got < length;) {
		ssize_t n = read(fd, (char *)bytes + got, length - got);

		if (n <= 0)
			_exit(0);
		got += (size_t)n;
	}
}

static bool holds(const uint8_t *bytes, size_t length, const char *word)
{
	return memmem(bytes, length, word, strlen(word) + 1);
}

static void answer(int fd, uint32_t serial, const char *error, const char *result)
{
	struct systemd_message body = { 0 };

	systemd_message_string(&body, error ? "no" : "/job/7");
	send_message(fd, error ? 3 : 2, serial, error, error ? "s" : "o", &body);
	systemd_message_clear(&body);
	if (!result || error)
		return;
	systemd_message_u32(&body, 7);
	systemd_message_string(&body, "/job/7");
	systemd_message_string(&body, "runc-box.scope");
	systemd_message_string(&body, result);
	send_message(fd, 4, 0, NULL, "uoss", &body);
	systemd_message_clear(&body);
}

/* Everything that came is kept in top/calls. */
static void serve(const struct script *script)
{
	int fd = accept(listener, NULL, NULL), starts = 0, calls;
	char line[64] = "", path[PATH_MAX];

	for (size_t i = 0; i < sizeof(line) - 1 && !strchr(line + 1, '\n'); i++)
		read_all(fd, &line[i], 1);
	if (strncmp(line + 1, "AUTH EXTERNAL 3", 15) != 0 || write(fd, "OK 1234\r\n", 9) != 9)
		_exit(1);
	read_all(fd, line, strlen("BEGIN\r\n"));
	(void)snprintf(path, sizeof(path), "%s/calls", fixture.top);
	calls = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	for (;;) {
		static uint8_t bytes[1 << 16];
		uint32_t header[4];
		size_t length;
		bool job;

		read_all(fd, header, sizeof(header));
		length = (header[3] + 7) / 8 * 8 + header[1];
		read_all(fd, bytes, length);
		if (write(calls, bytes, length) < 0)
			_exit(1);
		job = holds(bytes, length, "StartTransientUnit");
		answer(fd, header[2], job ? script->errors[starts++] : NULL,
		       job || holds(bytes, length, "StopUnit") ? script->job_result : NULL);
	}
}

static void setup(void)
{
	cgroup_fixture_init(&fixture);
}

static void teardown(void)
{
	if (server > 0) {
		(void)kill(server, SIGKILL);
		(void)waitpid(server, NULL, 0);
	}
	server = 0;
	cgroup_fixture_clear(&fixture);
}

static void play(const struct script *script)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char variable[PATH_MAX];

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%.80s/bus", fixture.top);
	(void)snprintf(variable, sizeof(variable), "unix:path=%s/bus,guid=12", fixture.top);
	ck_assert_int_eq(setenv("DBUS_SYSTEM_BUS_ADDRESS", variable, 1), 0);
	ck_assert_int_eq(setenv("DBUS_SESSION_BUS_ADDRESS", variable, 1), 0);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(listen(listener, 1), 0);
	server = fork();
	if (server == 0)
		serve(script);
	(void)close(listener);
}

static int start(const struct spec_resources *resources, const struct spec_map *annotations, bool v2)
{
	const struct spec_linux linux_ = { .resources = resources };
	struct spec spec = { .linux = &linux_ };
	struct systemd_place place = { 0 };
	int r;

	if (annotations)
		spec.annotations = *annotations;
	place.unit = strdup("runc-box.scope");
	place.slice = strdup("a-b.slice");
	r = systemd_start(&place, 4242, &spec, v2, &fixture.err);
	systemd_place_clear(&place);
	return r;
}

static void expect_sent(const char *word, bool sent)
{
	char path[PATH_MAX], *text = NULL;
	size_t length;

	(void)snprintf(path, sizeof(path), "%s/calls", fixture.top);
	ck_assert_int_eq(file_read_at(AT_FDCWD, path, 1 << 20, &text, &length), 0);
	ck_assert_msg(holds((const uint8_t *)text, length, word) == sent, "%s was %ssent", word,
		      sent ? "not " : "");
	free(text);
}

START_TEST(a_scope_is_started_and_waited_for)
{
	const struct spec_memory memory = { .limit = POINTER(int64_t, 1 << 20) };
	const struct spec_cpu cpu = { .shares = POINTER(uint64_t, 512),
				      .period = POINTER(uint64_t, 5000),
				      .cpus = "1" };

	play(&(struct script){ .job_result = "done" });
	ck_assert_msg(start(&(struct spec_resources){ .memory = &memory, .cpu = &cpu }, NULL, true) == 0,
		      "%s", fixture.err.message);
	for (const char *const *word =
		     (const char *const[]){ "Hello", "AddMatch", "Subscribe", "runc-box.scope", "Slice",
					    "a-b.slice", "Delegate", "PIDs", "IOAccounting", "MemoryMax",
					    "CPUWeight", "CPUQuotaPeriodUSec", "AllowedCPUs", NULL };
	     *word; word++)
		expect_sent(*word, true);
	expect_sent("DevicePolicy", false);
	expect_sent("TasksMax", false);
}
END_TEST

START_TEST(v1_has_properties_of_its_own)
{
	const struct spec_memory memory = { .limit = POINTER(int64_t, 1 << 20) };

	play(&(struct script){ .job_result = "done" });
	ck_assert_int_eq(
		start(&(struct spec_resources){ .memory = &memory, .pids_limit = POINTER(int64_t, 5) }, NULL,
		      false),
		0);
	for (const char *const *word =
		     (const char *const[]){ "BlockIOAccounting", "MemoryLimit", "DevicePolicy", "strict",
					    "/dev/char/1:3", "char-136", "TasksMax", NULL };
	     *word; word++)
		expect_sent(*word, true);
}
END_TEST

START_TEST(an_old_systemd_is_asked_for_less)
{
	const struct spec_cpu cpu = { .cpus = "1" };

	play(&(struct script){ .errors = { "org.freedesktop.DBus.Error.PropertyReadOnly" },
			       .job_result = "done" });
	ck_assert_int_eq(start(&(struct spec_resources){ .cpu = &cpu }, NULL, true), 0);
}
END_TEST

START_TEST(a_failed_unit_is_forgotten_once)
{
	play(&(struct script){ .errors = { "org.freedesktop.systemd1.UnitExists" }, .job_result = "done" });
	ck_assert_int_eq(start(NULL, NULL, true), 0);
	expect_sent("ResetFailedUnit", true);
}
END_TEST

START_TEST(a_unit_that_lives_is_an_error)
{
	const char *exists = "org.freedesktop.systemd1.UnitExists";

	play(&(struct script){ .errors = { exists, exists }, .job_result = "done" });
	ck_assert_int_eq(start(NULL, NULL, true), -EEXIST);
	ck_assert_str_eq(
		fixture.err.message,
		"linux.cgroupsPath: starting runc-box.scope: systemd: org.freedesktop.systemd1.UnitExists: no");
}
END_TEST

START_TEST(a_job_that_fails_is_an_error)
{
	play(&(struct script){ .job_result = "canceled" });
	ck_assert_int_eq(start(NULL, NULL, true), -EREMOTEIO);
	ck_assert_ptr_nonnull(strstr(fixture.err.message, "ended with 'canceled'"));
}
END_TEST

START_TEST(a_bus_that_goes_away_is_an_error)
{
	play(&(struct script){ .job_result = NULL });
	(void)kill(server, SIGKILL);
	ck_assert_int_lt(start(NULL, NULL, true), 0);
	ck_assert_ptr_nonnull(
		strstr(fixture.err.message, "linux.cgroupsPath: starting runc-box.scope: systemd: "));
}
END_TEST

START_TEST(stopping_waits_for_the_job)
{
	play(&(struct script){ .job_result = "done" });
	ck_assert_int_eq(systemd_stop("runc-box.scope", &fixture.err), 0);
	expect_sent("StopUnit", true);
	expect_sent("ResetFailedUnit", true);
}
END_TEST

START_TEST(annotations_are_typed)
{
	const struct spec_pair pairs[] = {
		{ "org.systemd.property.A" "bc", "true" },
		{ "org.systemd.property.Tim", "uint64 5" },
		{ "org.systemd.property.After", "['x.service', \"y.service\"]" },
		{ "org.systemd.property.TimeoutStopSec", "1.5" },
		{ "other", "nonsense" },
	};
	struct systemd_message message = { 0 };

	ck_assert_int_eq(systemd_annotations(&message, &(struct spec_map){ 5, pairs }, &fixture.err), 0);
	ck_assert(holds(message.bytes, message.length, "Abc\0\1b"));
	ck_assert(holds(message.bytes, message.length, "y.service"));
	ck_assert(holds(message.bytes, message.length, "TimeoutStopUSec"));
	ck_assert(!holds(message.bytes, message.length, "nonsense"));
	systemd_message_clear(&message);
}
END_TEST

START_TEST(annotations_of_no_value_are_refused)
{
	static const char *const bad[] = {
		"maybe", "uint64 x", "'open", "['a'", "uint64 99999999999999999999", ""
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const struct spec_pair pair = { "org.systemd.property.Some", bad[i] };
		struct systemd_message message = { 0 };

		ck_assert_int_eq(systemd_annotations(&message, &(struct spec_map){ 1, &pair }, &fixture.err),
				 -EINVAL);
		systemd_message_clear(&message);
	}
}
END_TEST

START_TEST(places_are_found)
{
	static const struct {
		const char *cgroups_path, *unit, *path;
	} rows[] = {
		{ NULL, "runc-id.scope", "/system.slice/runc-id.scope" },
		{ "", "runc-id.scope", "/system.slice/runc-id.scope" },
		{ "a-b.slice:cri:x", "cri-x.scope", "/a.slice/a-b.slice/cri-x.scope" },
		{ ":p:x", "p-x.scope", "/system.slice/p-x.scope" },
		{ "-.slice::x", "x.scope", "/x.scope" },
	};

	if (geteuid() != 0)
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct systemd_place place = { 0 };

		ck_assert_int_eq(systemd_place_find(rows[i].cgroups_path, "id", &place, &fixture.err), 0);
		ck_assert_str_eq(place.unit, rows[i].unit);
		ck_assert_str_eq(place.path, rows[i].path);
		systemd_place_clear(&place);
	}
}
END_TEST

START_TEST(other_paths_are_refused)
{
	static const char *const bad[] = {
		"/a/b",         "a:b",   "a.slice:b:c:d",  "a.slice:b:",     "a--b.slice:c:d",
		"-a.slice:c:d", "a:c:d", "../x.slice:c:d", "a.slice:c:../d", "a.slice:c:d.slice"
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct systemd_place place = { 0 };

		ck_assert_msg(systemd_place_find(bad[i], "id", &place, &fixture.err) < 0, "%s", bad[i]);
		ck_assert_ptr_null(place.unit);
	}
}
END_TEST

Suite *suite_systemd_unit(void)
{
	Suite *suite = suite_create("systemd_unit");
	TCase *tcase = tcase_create("bus");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_scope_is_started_and_waited_for);
	tcase_add_test(tcase, v1_has_properties_of_its_own);
	tcase_add_test(tcase, an_old_systemd_is_asked_for_less);
	tcase_add_test(tcase, a_failed_unit_is_forgotten_once);
	tcase_add_test(tcase, a_unit_that_lives_is_an_error);
	tcase_add_test(tcase, a_job_that_fails_is_an_error);
	tcase_add_test(tcase, a_bus_that_goes_away_is_an_error);
	tcase_add_test(tcase, stopping_waits_for_the_job);
	tcase_add_test(tcase, annotations_are_typed);
	tcase_add_test(tcase, annotations_of_no_value_are_refused);
	tcase_add_test(tcase, places_are_found);
	tcase_add_test(tcase, other_paths_are_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}
