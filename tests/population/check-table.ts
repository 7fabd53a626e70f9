/** One line of the check table: a condition on a weekly row, its share of the stock and its 12-month rate, both in percent. */
export interface CheckLine {
  readonly name: string
  /** SQL on the table `stock`. */
  readonly when: string
  readonly share: number
  readonly rate?: number
}

const line = (name: string, when: string, share: number, rate?: number): CheckLine => ({
  name,
  when,
  share,
  ...(rate === undefined ? {} : { rate }),
})

/** What the reference simulation of the model gave: share of the stock, and rate of bijstand within 12 months. */
export const checkTable: readonly CheckLine[] = [
  line('prior bijstand', 'prior_bijstand', 7.2, 24.3),
  line('supplement', 'tw_supplement', 9.6, 9.5),
  line('side income', 'side_income', 28.4, 2.6),
  line('single', 'household_single', 40.3, 5.9),
  line('single parent', 'single_parent', 6.8, 9.2),
  line('men', "sex = 'man'", 52.0, 3.5),
  line('language difficulty', 'dutch_language_difficulty', 9.0, 7.1),
  line('repeat WW', 'repeat_ww_3y', 24.9, 4.2),
  line('disability', 'disability', 7.9, 4.1),
  line('right 3', 'ww_right_months = 3', 8.7, 10.1),
  line('right 4-8', 'ww_right_months BETWEEN 4 AND 8', 9.6, 8.6),
  line('right 9-12', 'ww_right_months BETWEEN 9 AND 12', 11.9, 5.7),
  line('right 13-18', 'ww_right_months BETWEEN 13 AND 18', 22.0, 2.9),
  line('right 19-23', 'ww_right_months BETWEEN 19 AND 23', 20.0, 1.7),
  line('right 24', 'ww_right_months = 24', 27.8, 1.2),
  line('left 0', 'ww_months_left = 0', 5.4, 11.4),
  line('left 1', 'ww_months_left = 1', 6.9, 8.9),
  line('left 2-3', 'ww_months_left BETWEEN 2 AND 3', 14.3, 6.5),
  line('left 4-6', 'ww_months_left BETWEEN 4 AND 6', 15.2, 5.0),
  line('left 7-9', 'ww_months_left BETWEEN 7 AND 9', 14.3, 3.7),
  line('left 10-11', 'ww_months_left BETWEEN 10 AND 11', 8.8, 2.2),
  line('left 12+', 'ww_months_left >= 12', 35.0, 0.16),
  line('amount < 700', 'ww_amount < 700', 9.9, 6.0),
  line('amount 700-1000', 'ww_amount >= 700 AND ww_amount < 1000', 11.7, 5.0),
  line('amount 1000-1300', 'ww_amount >= 1000 AND ww_amount < 1300', 22.9, 5.1),
  line('amount 1300-1750', 'ww_amount >= 1300 AND ww_amount < 1750', 27.8, 3.3),
  line('amount 1750-2600', 'ww_amount >= 1750 AND ww_amount < 2600', 22.1, 1.8),
  line('amount 2600+', 'ww_amount >= 2600', 5.6, 0.9),
  line('age 18-26', 'age_first_ww_day < 27', 7.6, 7.9),
  line('age 27-34', 'age_first_ww_day BETWEEN 27 AND 34', 14.5, 7.2),
  line('age 35-44', 'age_first_ww_day BETWEEN 35 AND 44', 21.4, 4.0),
  line('age 45-54', 'age_first_ww_day BETWEEN 45 AND 54', 25.7, 2.6),
  line('age 55-59', 'age_first_ww_day BETWEEN 55 AND 59', 18.8, 2.4),
  line('age 60+', 'age_first_ww_day >= 60', 12.1, 0.55),
  line('education low (true)', "true_education = 'low'", 36.1, 5.1),
  line('education middle (true)', "true_education = 'middle'", 34.3, 3.4),
  line('education high (true)', "true_education = 'high'", 29.6, 2.3),
  line('education not registered', 'education IS NULL', 28.7),
  line('permanent', "contract_type = 'permanent'", 40.2, 2.6),
  line('fixed', "contract_type = 'fixed'", 44.6, 4.3),
  line('flex', "contract_type = 'flex'", 15.2, 4.6),
  line('own view: none', 'own_view_return IS NULL', 15.9, 4.7),
  line('own view 1', 'own_view_return = 1', 11.1, 4.0),
  line('own view 2', 'own_view_return = 2', 16.7, 4.1),
  line('own view 3', 'own_view_return = 3', 28.2, 3.5),
  line('own view 4', 'own_view_return = 4', 22.1, 3.1),
  line('own view 5', 'own_view_return = 5', 6.0, 2.1),
  line('work ability: none', 'work_ability IS NULL', 24.4, 4.0),
  line('work ability 0-4', 'work_ability <= 4', 6.1, 4.3),
  line('work ability 5-6', 'work_ability BETWEEN 5 AND 6', 25.1, 4.0),
  line('work ability 7-8', 'work_ability BETWEEN 7 AND 8', 32.9, 3.4),
  line('work ability 9-10', 'work_ability >= 9', 11.5, 2.9),
  line('hours < 20', 'weekly_hours < 20', 11.1, 5.1),
  line('hours 20-33', 'weekly_hours BETWEEN 20 AND 33', 21.3, 4.0),
  line('hours 34+', 'weekly_hours >= 34', 67.6, 3.4),
  line('origin NL', "origin = 'NL'", 73.0, 3.0),
  line('origin Europe', "origin = 'Europe'", 9.2, 3.7),
  line('origin outside Europe', "origin = 'outside'", 17.8, 6.5),
]

/** Tenure is given as shares of the people with a known tenure, so it has lines of its own. */
export const tenureTable: readonly CheckLine[] = [
  line('tenure < 1', 'tenure_last_job < 1', 20.4, 4.8),
  line('tenure 1-3', 'tenure_last_job >= 1 AND tenure_last_job < 3', 35.9, 4.1),
  line('tenure 3-8', 'tenure_last_job >= 3 AND tenure_last_job < 8', 27.6, 3.1),
  line('tenure 8+', 'tenure_last_job >= 8', 16.2, 2.4),
]
