/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times commands against each other: `stopwatch ROUNDS <SCHEDULE` prints "phase column median min max cpu rss" lines.
 *
 * A line of the schedule is "PHASE COLUMN COMMAND WORD...", without quoting. Each round goes through the phases in
 * their order and, within a phase, through the columns in an order that is drawn anew, so that none always pays
 * for what the one before it left the kernel to do. Times are milliseconds by the monotonic clock, from before the
 * fork to the end of the command. cpu is the median of the processor time, user and system, of the command and all
 * that it waited for, which other load on the machine hardly changes; rss the largest resident set of these in kB.
 * Two phases are acts of the stopwatch itself, which is the subreaper of all that it starts:
 *     reap        wait, untimed, until every process that is left has ended
 *     resident    print "resident - processes kB", the descendants alive now, the first time
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LINES_MAX = 64, WORDS_MAX = 32, COLUMNS_MAX = 8, ROUNDS_MAX = 10000, DESCENDANTS_MAX = 256 };

struct line {
	char *phase, *column, *words[WORDS_MAX];
	double *times, *cpu; /* one for each round */
	long rss;
};

static struct line lines[LINES_MAX];
static size_t line_count;

static void die(const char *what, const char *object)
{
	(void)fprintf(stderr, "stopwatch: %s%s%s\n", what, object ? ": " : "", object ? object : "");
	exit(EXIT_FAILURE);
}

static double now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double milliseconds(const struct timeval *time)
{
	return (double)time->tv_sec * 1e3 + (double)time->tv_usec / 1e3;
}

static void read_schedule(size_t rounds)
{
	static char text[64 * 1024];
	size_t length = fread(text, 1, sizeof(text) - 1, stdin);
	char *rest = NULL;

	text[length] = '\0';
	for (char *row = strtok_r(text, "\n", &rest); row; row = strtok_r(NULL, "\n", &rest)) {
		struct line *line = &lines[line_count];
		char *words = NULL;

		if (line_count == LINES_MAX)
			die("too many lines", NULL);
		line->phase = strtok_r(row, " \t", &words);
		line->column = strtok_r(NULL, " \t", &words);
		for (size_t i = 0; i < WORDS_MAX - 1; i++)
			if (!(line->words[i] = strtok_r(NULL, " \t", &words)))
				break;
		line->times = calloc(rounds, sizeof(*line->times));
		line->cpu = calloc(rounds, sizeof(*line->cpu));
		if (!line->phase || !line->times || !line->cpu)
			die("bad line", row);
		line_count++;
	}
}

/* Small until the exec: the kernel counts what a process was before its exec as part of its peak. */
static pid_t start(char *const words[])
{
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);

		(void)dup2(null, STDIN_FILENO);
		(void)dup2(null, STDOUT_FILENO);
		(void)execvp(words[0], words);
		die(strerror(errno), words[0]);
	}
	if (pid < 0)
		die(strerror(errno), "fork");
	return pid;
}

static void time_line(struct line *line, size_t round)
{
	struct rusage usage;
	double begin = now();
	pid_t pid = start(line->words);
	int status;

	while (wait4(pid, &status, 0, &usage) < 0)
		if (errno != EINTR)
			die(strerror(errno), "wait4");
	line->times[round] = now() - begin;
	line->cpu[round] = milliseconds(&usage.ru_utime) + milliseconds(&usage.ru_stime);
	if (usage.ru_maxrss > line->rss)
		line->rss = usage.ru_maxrss;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		(void)fprintf(stderr, "stopwatch: round %zu, %s: wait status %#x\n", round, line->phase,
			      (unsigned)status);
		die("this command failed", line->words[0]);
	}
}

static void reap(void)
{
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
}

/* The children of a process, by the kernel's own list. */
static size_t children_of(pid_t pid, pid_t *ret_pids, size_t size)
{
	char path[64];
	size_t count = 0;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	while (count < size && fscanf(file, "%d", &ret_pids[count]) == 1)
		count++;
	(void)fclose(file);
	return count;
}

static long resident_kb(pid_t pid)
{
	char path[64], row[256];
	long kb = 0;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "re");
	while (file && fgets(row, sizeof(row), file))
		if (sscanf(row, "VmRSS: %ld", &kb) == 1)
			break;
	if (file)
		(void)fclose(file);
	return kb;
}

static void show_resident(void)
{
	pid_t pids[DESCENDANTS_MAX];
	size_t count = children_of(getpid(), pids, DESCENDANTS_MAX);
	long kb = 0;

	for (size_t i = 0; i < count; i++) {
		kb += resident_kb(pids[i]);
		count += children_of(pids[i], pids + count, DESCENDANTS_MAX - count);
	}
	(void)printf("resident - %zu %ld\n", count, kb);
}

/* Draws the order of `count` things; the seed is fixed, so that a run can be repeated. */
static void shuffle(size_t *order, size_t count)
{
	static unsigned int seed = 20090301;

	for (size_t i = 0; i < count; i++)
		order[i] = i;
	for (size_t i = count; i > 1; i--) {
		size_t other, kept = order[i - 1];

		seed = seed * 1103515245U + 12345U;
		other = (seed >> 16) % i;
		order[i - 1] = order[other];
		order[other] = kept;
	}
}

static void run_round(size_t round)
{
	for (size_t first = 0, count; first < line_count; first += count) {
		size_t order[LINES_MAX];

		for (count = 1; first + count < line_count; count++)
			if (strcmp(lines[first + count].phase, lines[first].phase) != 0)
				break;
		if (strcmp(lines[first].phase, "reap") == 0) {
			reap();
			continue;
		}
		if (strcmp(lines[first].phase, "resident") == 0) {
			if (round == 0)
				show_resident();
			continue;
		}
		shuffle(order, count);
		for (size_t i = 0; i < count; i++)
			time_line(&lines[first + order[i]], round);
	}
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double sort_to_median(double *numbers, size_t count)
{
	qsort(numbers, count, sizeof(*numbers), compare);
	return count % 2 ? numbers[count / 2] : (numbers[count / 2 - 1] + numbers[count / 2]) / 2;
}

static void show(struct line *line, size_t rounds)
{
	double median = sort_to_median(line->times, rounds), cpu = sort_to_median(line->cpu, rounds);

	(void)printf("%s %s %.3f %.3f %.3f %.3f %ld\n", line->phase, line->column, median, line->times[0],
		     line->times[rounds - 1], cpu, line->rss);
}

int main(int argc, char **argv)
{
	size_t rounds = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;

	if (rounds < 1 || rounds > ROUNDS_MAX)
		die("usage: stopwatch ROUNDS <SCHEDULE", NULL);
	read_schedule(rounds);
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		die(strerror(errno), "PR_SET_CHILD_SUBREAPER");
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t round = 0; round < rounds; round++)
		run_round(round);
	for (size_t i = 0; i < line_count; i++)
		if (lines[i].words[0])
			show(&lines[i], rounds);
	return EXIT_SUCCESS;
}
