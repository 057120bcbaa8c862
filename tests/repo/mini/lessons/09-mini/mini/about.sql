select 1;
-- task 3: say what it is
select 2;
-- end task 3
