# setup: workspace
# A whole workspace, and one of whose files a byte is another: which, what it holds, and the command that makes it whole.
echo "== whole"
patron -q shop -c verify | cut -f 1,3
echo "== damaged"
file=$(ls shop/columns | head -n 1)
printf '\377' | dd of="shop/columns/$file" bs=1 seek=256 conv=notrunc 2> told
patron -q shop -c verify > told && echo "status 0"
[ "$(grep -c "$file is damaged" told)" = 1 ] && echo "told once, by name"
