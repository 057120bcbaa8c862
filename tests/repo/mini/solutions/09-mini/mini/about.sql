select 1;
-- task 3: say what it is
select 'small';
-- end task 3
