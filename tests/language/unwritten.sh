# setup: workspace
# What was promised and could not be written is a failure, wherever it was to go: a full device and a closed descriptor,
# each flag that prints, each format, redirections, pipes, logs. Each must end with a status and say why.
ways=0 wrong=0
fails() { # what it is; its status and standard error are in $status and told
    ways=$((ways + 1))
    if [ "$status" -eq 0 ] || ! grep -q 'cannot write\|cannot be written\|ended with status' told; then
        wrong=$((wrong + 1))
        echo "$1: status $status"
        cat told
    fi
}
for flag in --version --help --man --reference --list-settings '--completion bash' '--completion zsh' '--completion fish'; do
    patron $flag > /dev/full 2> told; status=$?; fails "$flag, full"
    patron $flag >&- 2> told; status=$?; fails "$flag, closed"
done
for as in text tsv csv json jsonl md; do
    patron -q shop -c 'show customers' --as $as > /dev/full 2> told; status=$?; fails "$as, full"
    patron -q shop -c 'show customers' --as $as >&- 2> told; status=$?; fails "$as, closed"
    patron -q shop -c "show customers" --as $as -o /dev/full 2> told; status=$?; fails "$as, -o"
done
# Whatever command prints, whether its line or its file.
for line in 'help load' 'show features' 'describe orders' 'history' 'settings' 'sql SELECT 1 AS one' 'print a' \
    'profile customers' 'show m' 'curves m' 'explain m' 'quality' 'corr orders' 'check orders' 'fmt nothing.patron; help'; do
    case $line in fmt*) continue ;; esac
    patron -q shop -c "$line" > out 2> told || continue # not of this workspace
    [ -s out ] || continue
    patron -q shop -c "$line" > /dev/full 2> told; status=$?; fails "$line, full"
    printf 'version 1\n%s\n' "$line" > line.patron
    patron -q shop -f line.patron > /dev/full 2> told; status=$?; fails "file: $line, full"
    patron -q shop < line.patron >&- 2> told; status=$?; fails "input: $line, closed"
    patron -q shop -n -f line.patron > /dev/full 2> told; status=$?; fails "plan: $line, full"
    patron -q shop --keep-going -c "$line" -c "$line" > /dev/full 2> told; status=$?; fails "twice: $line, full"
    patron -q shop -c "$line > /dev/full" 2> told; status=$?; fails "redirected: $line"
    patron -q shop -c "$line >> /dev/full" 2> told; status=$?; fails "appended: $line"
    patron -q shop -c "$line | cat > /dev/full" 2> told; status=$?; fails "piped: $line"
done
patron -q shop -c 'show orders' --log /dev/full > /dev/null 2> told; status=$?; fails '--log'
patron -q shop -c 'show orders' --log nowhere/log > /dev/null 2> told; status=$?; fails '--log without a folder'
patron -q shop -c 'show orders' --junit /dev/full > /dev/null 2> told; status=$?; fails '--junit'
patron -q shop -c 'save session to /dev/full' 2> told; status=$?; fails 'save'
patron -q shop < . 2> told
echo "commands from a folder: status $?"
[ $ways -gt 90 ] && echo "ways that were wrong: $wrong"
# A message that is lost is one too; whoever closes standard error wants none, and whoever stops reading has read enough.
patron shop -c 'asof 2024-05-01' 2> /dev/full
echo "messages lost: status $?"
patron shop -c 'asof 2024-05-02' 2>&-
echo "messages not wanted: status $?"
(patron shop -c 'show orders' || echo "status $?") | true
(patron --man || echo "status $?") | true
# A link that leads nowhere yet stays one.
ln -s linked.csv link.csv
patron -q shop -c 'show customers > link.csv' -c 'show customers > link.csv' 2> told || cat told
[ -L link.csv ] && [ -s linked.csv ] && echo 'written through the link'
