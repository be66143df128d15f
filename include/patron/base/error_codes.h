/* ERROR_CODE(number, name, title, cause, mend): every error code once. Hundreds: 0 system, 1 language, 2 names, 3 time
   and leakage, 4 models and evaluation, 5 data, 6 files and workspaces. `help E0213` prints the row. No include guard:
   this file is included to make the enum and to make the pages. */
ERROR_CODE(1, E_MEMORY, "out of memory", "the data or the result needs more memory than the system gives",
           "use fewer rows, columns or cutoffs")
ERROR_CODE(2, E_SYSTEM, "the system refused", "a system call failed for a reason that is in the message",
           "see the reason")
ERROR_CODE(3, E_CANCELLED, "stopped", "Ctrl-C or a signal stopped the command; what it had begun was not kept",
           "run it again")
ERROR_CODE(4, E_FULL, "no space left", "the disk or the quota is full; the half-written file was removed",
           "free some room and run the command again")
ERROR_CODE(101, E_NO_COMMAND, "no such command", "the first word of a line is the command's verb, or a name to show",
           "help lists all commands")
ERROR_CODE(102, E_SYNTAX, "the line cannot be read",
           "a quote or a bracket is not closed, or a word stands where none is expected",
           "compare with the usage in help COMMAND")
ERROR_CODE(103, E_MISSING_ARGUMENT, "something is missing", "the command needs a word that is not there",
           "see the usage in help COMMAND")
ERROR_CODE(104, E_SHORT_FORM, "short forms work at the prompt only",
           "a command file must hold whole words, so that a later version cannot change its meaning",
           "write the whole word")
ERROR_CODE(105, E_NO_OPTION, "no such option", "options are KEY=VALUE; each command and each model kind has its own",
           "see help COMMAND for the options")
ERROR_CODE(106, E_BAD_VALUE, "a value that does not fit",
           "the option expects a number, a choice, a date or a duration within its limits",
           "see help COMMAND for the limits")
ERROR_CODE(107, E_AMBIGUOUS, "a short form that means several things", "more than one word begins like this",
           "type one more letter")
ERROR_CODE(108, E_EXPRESSION, "the expression cannot be read",
           "an operator, a bracket or a function's arguments are not right", "see help expressions")
ERROR_CODE(109, E_VERSION, "another language version",
           "the file asks for a version of the language that this program does not have", "use a program that has it")
ERROR_CODE(110, E_NO_PARAMETER, "a parameter is missing",
           "the command file declares a param without default and no --var gives it", "give it with --var NAME=VALUE")
ERROR_CODE(111, E_BAD_BYTES, "bytes that are not text", "a line holds a NUL byte, invalid UTF-8, or more than 64 kB",
           "save the file as UTF-8")
ERROR_CODE(112, E_TYPE, "types that do not fit",
           "an operator or function was given a kind of value that it does not take", "see help expressions")
ERROR_CODE(113, E_NOT_CANONICAL, "not in the canonical form",
           "the command file is not as fmt would write it, and only a check was asked for", "fmt FILE writes it")
ERROR_CODE(114, E_JOB, "a job in the background is in the way",
           "the line names what a job is still making, or cannot run while jobs do or as a job",
           "wait, or kill N; jobs lists them")
ERROR_CODE(
    121, E_SQL, "the SQL cannot be answered",
    "the statement is no SELECT, WITH, VALUES or EXPLAIN that SQLite understands, or does something else than reading",
    "compare with the examples in help sql")
ERROR_CODE(201, E_NO_TABLE, "no such table", "no table of this name is loaded in the snapshot in use",
           "describe lists the tables")
ERROR_CODE(202, E_NO_COLUMN, "no such column", "the table has no column of this name",
           "describe TABLE lists the columns")
ERROR_CODE(203, E_NO_NAME, "nothing has this name",
           "no table, feature, set, target, model, segment or snapshot is called so", "home lists what there is")
ERROR_CODE(204, E_NAME_TAKEN, "the name is taken",
           "tables, features, sets, targets, models, segments and snapshots share one space of names",
           "choose another name")
ERROR_CODE(205, E_BAD_NAME, "not a name", "names begin with a letter and hold letters, digits and _",
           "choose another name")
ERROR_CODE(213, E_NO_FEATURE, "no such feature", "no feature or feature set is defined under this name",
           "features lists the sets; show features lists all")
ERROR_CODE(214, E_NO_TARGET, "no such target", "no target is defined under this name",
           "target NAME = no orders within 90d defines one")
ERROR_CODE(215, E_NO_MODEL, "no such model", "no model of this name, or of this version, is kept in the workspace",
           "show models lists them")
ERROR_CODE(216, E_NO_SNAPSHOT, "no such snapshot", "no snapshot has this name", "snapshots lists them")
ERROR_CODE(217, E_NO_CUSTOMER, "no such customer", "no customer has this key in the snapshot in use",
           "show customers lists keys")
ERROR_CODE(218, E_NO_METRIC, "no such metric", "gates know the metrics that help metrics lists", "help metrics")
ERROR_CODE(219, E_NO_SETTING, "no such setting", "settings lists every setting with its value", "settings")
ERROR_CODE(220, E_NO_PRESET, "no such preset", "presets lists those that came with the program and your own", "presets")
ERROR_CODE(221, E_NO_KIND, "no such model kind", "the kind does not exist, or does not answer this target",
           "help train lists the kinds")
ERROR_CODE(
    222, E_OTHER_SOURCE, "a table of this name comes from another source",
    "the load would put other rows into the place of a table: by another preset, of another key, or with other columns",
    "replace=yes, or load it under another name")
ERROR_CODE(223, E_NO_JOB, "no such job", "no line that ended with & has this number", "jobs lists them")
ERROR_CODE(301, E_LOOK_AHEAD, "a feature may not look past the as-of date", "only a target may use within",
           "use over, or define a target")
ERROR_CODE(302, E_NO_ASOF, "no as-of date", "features are computed as of a date and none was given", "asof 2024-07-01")
ERROR_CODE(303, E_SPLIT_OVERLAP, "training labels overlap the test",
           "the label window of a training cutoff ends after the first test cutoff",
           "move the training cutoff back, or the test cutoff on")
ERROR_CODE(304, E_IMMATURE, "labels are not complete", "the target's window ends after the data do",
           "use an earlier cutoff")
ERROR_CODE(305, E_LEAK, "a feature sees the future",
           "a feature repeats what the target asks for, or rows at or after the cutoff changed its value",
           "leave the feature out; report it when the future changed it: that must not happen")
ERROR_CODE(
    306, E_MODEL_LATER, "a model that learnt from later days",
    "the score or the segment of a model was asked for as of a date, or in a test, at which it had not learnt yet",
    "train that model on earlier dates, or use a later date")
ERROR_CODE(401, E_NO_SPLIT, "no split", "training needs to know which rows train and which test",
           "split train=2024-04-01 test=2024-07-01")
ERROR_CODE(402, E_ONE_CLASS, "only one class",
           "all rows have the same outcome, so there is nothing to learn or to measure",
           "use another target, population or cutoff")
ERROR_CODE(403, E_NO_CONVERGENCE, "the fit did not converge",
           "the optimiser ran out of steps, and jobs would use the model's figures unseen",
           "train it again with more steps, a penalty, or fewer features")
ERROR_CODE(404, E_SEPARATION, "a feature separates the classes", "without a penalty the coefficients grow without end",
           "l2=1.0, or leave the feature out")
ERROR_CODE(405, E_NOT_FIT, "the model kind does not fit",
           "the model kind cannot answer this question, or needs other inputs", "see help train")
ERROR_CODE(406, E_TOO_FEW, "too few rows", "there are fewer rows than the method needs",
           "a larger population or fewer parameters")
ERROR_CODE(407, E_NOT_AGAIN, "not the same again",
           "a model that was made again from its recorded inputs has other figures or coefficients",
           "compare the versions of the program, and look who changed the file")
ERROR_CODE(408, E_OWN_SCORE, "a model of its own score",
           "a feature is the score of a version of the model that would be trained on it, or of a model that asks one",
           "another name for the model, or -NAME to leave the feature out")
ERROR_CODE(412, E_DIFFERENT_ROWS, "tested on different rows",
           "models are compared only on the same rows, target and as-of date",
           "train them with the same split, or force=yes")
ERROR_CODE(501, E_EMPTY_FILE, "an empty file", "the file has no bytes, or no header", "check the export")
ERROR_CODE(502, E_NO_ROWS, "no rows", "the file has a header and nothing else, or no row passed", "check the export")
ERROR_CODE(503, E_BINARY, "not a text file", "the file holds NUL bytes or is of a kind that cannot be read",
           "export as CSV or XLSX")
ERROR_CODE(504, E_RAGGED, "rows of another width", "a row has more or fewer fields than the header",
           "bad=drop quarantines such rows")
ERROR_CODE(505, E_QUOTE, "a quote that never closes", "a quoted field runs to the end of the file",
           "mend the quote at the line given")
ERROR_CODE(506, E_DUPLICATE_COLUMN, "a column name twice", "two columns have the same name",
           "rename=OLD:NEW, or header=no")
ERROR_CODE(507, E_BAD_TIME, "text that is no time", "a column declared as time holds something else",
           "bad=missing, bad=drop, or another column")
ERROR_CODE(508, E_BAD_NUMBER, "text that is no number", "a column declared as number holds something else",
           "bad=missing, bad=drop, or another type")
ERROR_CODE(509, E_ENCODING, "bytes in another encoding", "the file is not UTF-8", "encoding=latin1 or encoding=utf16")
ERROR_CODE(510, E_WORKBOOK, "a workbook that cannot be read", "the file is cut short, locked, or no XLSX file",
           "save it again, or export as CSV")
ERROR_CODE(511, E_NO_SHEET, "no such sheet", "the workbook has no sheet of this name",
           "leave sheet= out for the first one")
ERROR_CODE(512, E_LONG_FIELD, "a field that is too long", "a field has over 16 million characters",
           "mend the quote that does not close")
ERROR_CODE(513, E_KEY, "keys that are missing or not unique", "the key column must name each row once",
           "another key=, or check TABLE")
ERROR_CODE(515, E_NO_LINK, "rows that belong to nobody", "no column links the events to their table",
           "via=COLUMN names it")
ERROR_CODE(
    518, E_LIMIT, "beyond a limit",
    "a file has more columns, or unpacks to more, than a file of that kind should; a small one could take all memory",
    "set most_columns= or most_expansion=, if it truly is so")
ERROR_CODE(
    522, E_NOT_MADE, "a table that cannot be made again",
    "a table that is made from tables by SQL is made again when they change, and the statement no longer fits them",
    "mend the table that changed, make the other one by another statement, or leave it out: table NAME = none")
ERROR_CODE(530, E_JSON, "text that is no JSON",
           "a bracket, a comma or a quote is not where it must be, a name stands twice, or the file is cut short",
           "export it again; a broken line of a .jsonl file is only set aside")
ERROR_CODE(531, E_NO_PATH, "nothing at this path",
           "at= and rows= are names of members with points between them, as in data.orders",
           "leave at= out for the objects at the top")
ERROR_CODE(532, E_DATABASE, "a database that cannot be read",
           "the file is no SQLite database, is damaged, or is locked by the program that writes it",
           "close the other program, or export the table as CSV")
ERROR_CODE(533, E_NO_SUCH_TABLE, "no such table in the database",
           "the SQLite database has no table or view of this name, or several and none was named", "table=NAME")
ERROR_CODE(540, E_NO_ZONE, "no such zone of time",
           "zones are called as in the system's tz database, in which this one is not",
           "zone=Europe/Berlin, or UTC; PATRON_TZDIR names the folder when the system has none (package tzdata)")
ERROR_CODE(549, E_PERSONAL, "what is personal in clear",
           "the result would hold mail addresses, telephone numbers or names as they are, where others read it",
           "pseudonym(..) of texts, load .. types=COLUMN:text for numbers, or public=COLUMN when it is not personal")
ERROR_CODE(601, E_NO_FILE, "no such file", "the path does not exist", "check the spelling and the folder")
ERROR_CODE(602, E_IS_FOLDER, "a folder, not a file", "the path is a folder", "name a file in it")
ERROR_CODE(603, E_FILE_EXISTS, "the file exists", "the file was not written by this workspace, or has changed since",
           "overwrite=yes, or another name")
ERROR_CODE(604, E_NO_WORKSPACE, "no workspace", "the command needs an open workspace",
           "new NAME makes one, open NAME opens one")
ERROR_CODE(605, E_NOT_WORKSPACE, "not a workspace", "the folder has no catalog of ours", "new NAME makes a workspace")
ERROR_CODE(606, E_IN_USE, "the workspace is in use", "another program has it open for writing",
           "wait for it, or open it with readonly=yes")
ERROR_CODE(607, E_CORRUPT, "a damaged file", "the content does not have the hash that the catalog recorded",
           "load the table again from its source")
ERROR_CODE(608, E_READ_ONLY, "read-only", "the workspace or the folder cannot be written",
           "open another one, or change the permissions")
ERROR_CODE(609, E_NEWER, "made by a newer program", "the file's format version is newer than this program",
           "use the newer program")
ERROR_CODE(610, E_MODEL_FILE, "not a model file", "the file is no model file, or was changed by hand",
           "export it again")
ERROR_CODE(611, E_NO_FOLDER, "no such folder", "the folder to write into does not exist", "make the folder first")
ERROR_CODE(612, E_PERMISSION, "no permission", "the system does not allow it", "change the permissions or the place")
ERROR_CODE(613, E_FETCH, "a file that could not be fetched",
           "the server could not be reached, broke off, or refused the address",
           "check the address and the network, then fetch it again")
ERROR_CODE(614, E_CHECKSUM, "another checksum", "what came is not the content that sha256= asks for",
           "ask who publishes the file for its SHA-256")
ERROR_CODE(615, E_FILE_CHANGED, "a file that changed while it was read",
           "another program wrote to the file meanwhile, so that what was read is neither the old content nor the new",
           "load it again when nobody writes to it, or load a copy")
ERROR_CODE(624, E_MODEL_SEAL, "an edited model file",
           "the file was changed after export wrote it, so that its figures and parameters may be anything",
           "export the model again, or get the file again")
