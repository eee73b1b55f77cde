-- How the book keeps itself. An inserted leg moves its account (and gets its id and the balance it left while it holds
-- that account), so a balance equals the sum of its legs by construction; at commit every entry sums to nought.
-- Refusals: check_violation account_not_overdrawn, unique_violation entry_key_means_another_movement.

ALTER TABLE money_account SET (fillfactor = 80);  -- room for balances to change in place

CREATE FUNCTION money_leg_moves_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE money_account SET balance = balance + NEW.amount WHERE id = NEW.account_id
        RETURNING balance INTO NEW.balance_after;
    NEW.id := nextval('money_leg_id_seq');
    RETURN NEW;
END $$;
CREATE TRIGGER money_leg_moves_account BEFORE INSERT ON money_leg
    FOR EACH ROW EXECUTE FUNCTION money_leg_moves_account();

CREATE FUNCTION money_leg_sums_to_nought() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount) FROM money_leg WHERE entry_id = NEW.entry_id) <> 0 THEN
        RAISE EXCEPTION 'the legs of entry % do not sum to nought', NEW.entry_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_sums_to_nought';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER money_leg_sums_to_nought AFTER INSERT ON money_leg
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION money_leg_sums_to_nought();

CREATE FUNCTION money_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% refuses %: the book only grows, by movements', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'check_violation', CONSTRAINT = 'book_only_grows';
END $$;
CREATE TRIGGER money_entry_append_only BEFORE UPDATE OR DELETE ON money_entry
    FOR EACH ROW EXECUTE FUNCTION money_refuse();
CREATE TRIGGER money_leg_append_only BEFORE UPDATE OR DELETE ON money_leg
    FOR EACH ROW EXECUTE FUNCTION money_refuse();
CREATE TRIGGER money_account_opens_empty BEFORE INSERT ON money_account
    FOR EACH ROW WHEN (NEW.balance <> 0) EXECUTE FUNCTION money_refuse();
-- Depth 0 is a statement somebody sent; the leg trigger's own update runs at depth 1.
CREATE TRIGGER money_account_moves_by_legs BEFORE UPDATE OR DELETE ON money_account
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION money_refuse();
CREATE TRIGGER money_account_no_truncate BEFORE TRUNCATE ON money_account EXECUTE FUNCTION money_refuse();
CREATE TRIGGER money_entry_no_truncate BEFORE TRUNCATE ON money_entry EXECUTE FUNCTION money_refuse();
CREATE TRIGGER money_leg_no_truncate BEFORE TRUNCATE ON money_leg EXECUTE FUNCTION money_refuse();

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
