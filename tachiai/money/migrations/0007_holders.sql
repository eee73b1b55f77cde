-- The same functions as in 0003, for whatever holds an escrow: an entry names the kind of its holder too.
DROP FUNCTION money_post(text, text, bigint, integer, timestamptz, text[], text[], bigint[]);
DROP FUNCTION money_posted(text, text, bigint, integer, text[], text[], bigint[]);

-- One movement in one round trip: the entry, missing accounts, legs in the order of account codes (so that two
-- movements never wait for each other), refused as a whole when an account but the outside would fall below nought.
-- The same key with the same payload answers what was posted then and changes nothing.
CREATE FUNCTION money_post(
    p_key text, p_movement text, p_holder_kind text, p_holder_id bigint, p_step_number integer, p_made_at timestamptz,
    p_lines text[], p_codes text[], p_amounts bigint[], OUT entry bigint, OUT balances bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
    place integer;
    account bigint;
    left_there bigint;
BEGIN
    INSERT INTO money_entry (key, movement, holder_kind, holder_id, step_number, made_at)
        VALUES (p_key, p_movement, p_holder_kind, p_holder_id, p_step_number, p_made_at)
        ON CONFLICT (key) DO NOTHING RETURNING id INTO entry;
    IF entry IS NULL THEN
        SELECT * INTO entry, balances
            FROM money_posted(p_key, p_movement, p_holder_kind, p_holder_id, p_step_number, p_lines, p_codes, p_amounts);
        RETURN;
    END IF;
    FOR place IN SELECT ord FROM unnest(p_codes) WITH ORDINALITY AS named(code, ord) ORDER BY code, ord LOOP
        SELECT id INTO account FROM money_account WHERE code = p_codes[place];
        IF NOT FOUND THEN
            INSERT INTO money_account (code, balance) VALUES (p_codes[place], 0) ON CONFLICT (code) DO NOTHING;
            SELECT id INTO account FROM money_account WHERE code = p_codes[place];
        END IF;
        INSERT INTO money_leg (id, entry_id, account_id, line, amount)
            VALUES (NULL, entry, account, p_lines[place], p_amounts[place]) RETURNING balance_after INTO left_there;
        balances[place] := left_there;
    END LOOP;
END $$;

CREATE FUNCTION money_posted(
    p_key text, p_movement text, p_holder_kind text, p_holder_id bigint, p_step_number integer,
    p_lines text[], p_codes text[], p_amounts bigint[], OUT entry bigint, OUT balances bigint[]
) LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT e.id, array_agg(l.balance_after ORDER BY asked.ord) INTO entry, balances
        FROM money_entry e
        JOIN money_leg l ON l.entry_id = e.id
        JOIN money_account a ON a.id = l.account_id
        LEFT JOIN unnest(p_lines, p_codes, p_amounts) WITH ORDINALITY AS asked(line, code, amount, ord)
            ON (asked.line, asked.code, asked.amount) = (l.line, a.code, l.amount)
        WHERE e.key = p_key AND e.movement = p_movement
            AND e.holder_kind = p_holder_kind
            AND e.holder_id IS NOT DISTINCT FROM p_holder_id
            AND e.step_number IS NOT DISTINCT FROM p_step_number
        GROUP BY e.id HAVING count(asked.ord) = cardinality(p_codes) AND count(*) = cardinality(p_codes);
    IF entry IS NULL THEN
        RAISE EXCEPTION 'the key % was used for another movement', p_key
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'entry_key_means_another_movement';
    END IF;
END $$;
