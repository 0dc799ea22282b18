"""Citations as people write them: each quotation finds its work and its page.

One row: what is tried, kind of file, draft, and for each quotation the work, the page
that the draft claims, and the verdict. {BARN} and so on are sentences of the library.
"""

import pytest

from .conftest import BARN, MILL, ROOF, SHEEP

SENTENCES = {"{BARN}": BARN, "{MILL}": MILL, "{ROOF}": ROOF, "{SHEEP}": SHEEP}
E, W, N = "exact", "exact, wrong page", "exact, no page given"
# fmt: off
CASES = [
    ('german', 'md', 'Barn (1950, S. 41) schreibt: „{BARN}“. Und weiter: »{MILL}« (Barn 1950, S. 42).', [('barn1950', 'S. 41', E), ('barn1950', 'S. 42', E)]),
    ('german2', 'docx', 'So heißt es: „{BARN}“ (vgl. Barn 1950: 41).', [('barn1950', '41', E)]),
    ('german f', 'md', 'So heißt es: „{BARN}“ (Barn 1950, 41f.).', [('barn1950', '41f.', E)]),
    ('german ff', 'txt', 'So heißt es: „{BARN}“ (siehe Barn 1950, S. 41 ff.).', [('barn1950', 'S. 41 ff.', E)]),
    ('at 41', 'md', 'It says “{BARN}” (Barn 1950 at 41).', [('barn1950', 'at 41', E)]),
    ('colon', 'md', 'It says “{BARN}” (Barn 1950:41).', [('barn1950', '41', E)]),
    ('pp', 'md', 'It says “{BARN}” (Barn, 1950, pp. 40-1).', [('barn1950', 'pp. 40-1', E)]),
    ('pp2', 'md', 'It says “{BARN}” (Barn, 1950, pp. 41, 45).', [('barn1950', 'pp. 41, 45', E)]),
    ('pp3', 'md', 'It says “{MILL}” (Barn, 1950, pp. 41 and 42).', [('barn1950', 'pp. 41 and 42', E)]),
    ('split', 'md', '“The barns were not painted,” Barn wrote, “before the harvest of that year” (1950, p. 41).', [('barn1950', 'p. 41', E), ('barn1950', 'p. 41', E)]),
    ('split2', 'md', '“The barns were not painted”, Barn (1950) wrote, “before the harvest of that year” (p. 41).', [('barn1950', 'p. 41', E), ('barn1950', 'p. 41', E)]),
    ('scare', 'md', 'The so-called “spread” of “barn painting” was, as one “expert” told us, slow. Barn (1950) called it “new”.', []),
    ('title', 'md', 'In “Of barn and mill”, Barn (1950) tells of it. “Roofs and Nails of the Parish” (Barn, 1962) is another.', []),
    ('block before', 'md', 'As Barn (1950, p. 41) says:\n\n> {BARN}.\n\nWe go on.', [('barn1950', 'p. 41', E)]),
    ('block after', 'docx', 'It was said:\n\n> {BARN}.\n\n(Barn, 1950, p. 41)\n\nWe go on.', [('barn1950', 'p. 41', E)]),
    ('block see', 'md', '> {BARN}. (see Barn, 1950, p. 41)\n', [('barn1950', 'p. 41', E)]),
    ('block italics', 'docx', '> {BARN}. (Barn, 1950, p. 41, my italics)\n', [('barn1950', 'p. 41', E)]),
    ('block see, emphasis', 'md', '> {BARN} (cf. Barn 1950, p. 41; emphasis added).\n', [('barn1950', 'p. 41', E)]),
    ('list and more', 'txt', 'It says “{BARN}” [2, p. 41].\n\nReferences\n\n1. Lost, B. (1970). Of Lost.\n\n2. Barn, B. (1950). Of Barn and Mill.\n\nThanks. To all.\n\nMoney. None.\n\nData. None.', [('barn1950', 'p. 41', E)]),
    ('author again', 'md', 'It says “{BARN}” (Barn 1950, p. 41), and see Barn (1962).\n\n# References\n\nBarn, Bob (1950) Of Barn and Mill.\n\n——— (1962) Roofs and nails of the parish.', [('barn1950', 'p. 41', E)]),
    ('block attr', 'md', '> {BARN}.\n>\n> — Bob Barn, *Of Barn and Mill*, p. 41\n', [('barn1950', 'p. 41', E)]),
    ('block attr2', 'md', '> {BARN}.\n>\n> —Bob Barn (1950: 41)\n', [('barn1950', '41', E)]),
    ('several', 'md', 'It is known that “{BARN}” (Lamb, 1960; Barn, 1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('several2', 'md', 'It is known that “{BARN}” [see @sheep1960; @barn1950, p. 41; @barn1962, p. 7].', [('barn1950', 'p. 41', E)]),
    ('caption', 'md', '![A barn: “{BARN}” (Barn, 1950, p. 41)](x.png)', [('barn1950', 'p. 41', E)]),
    ('table', 'md', '| who | what |\n|---|---|\n| Barn (1950, p. 41) | “{BARN}” |\n| Barn (1962, p. 7) | “{ROOF}” |\n', [('barn1950', 'p. 41', E), ('barn1962', 'p. 7', E)]),
    ('tableocx', 'docx', '| who | what |\n|---|---|\n| Barn (1950, p. 41) | “{BARN}” |\n| Barn (1962, p. 7) | “{ROOF}” |\n', [('barn1950', 'p. 41', E), ('barn1962', 'p. 7', E)]),
    ('epigraph', 'docx', '# Intro\n\n*“{BARN}.”*\n\n— Bob Barn, 1950, p. 41\n\nWe begin.', [('barn1950', 'p. 41', E)]),
    ('footnote quote', 'md', 'We go on.^[As Barn (1950, p. 41) has it: “{BARN}”.]', [('barn1950', 'p. 41', E)]),
    ('ibid', 'docx', 'One “{BARN}.”^[Barn (1950), p. 41.] Two “{MILL}.”^[Ibid., p. 42.] Three “{BARN}.”^[Ibid., 41.]', [('barn1950', 'p. 41', E), ('barn1950', 'p. 42', E), ('barn1950', '41', E)]),
    ('ibid same', 'md', 'One “{BARN}.”^[Barn (1950), p. 41.] Again “The barns were not painted before.”^[Ibid.]', [('barn1950', 'p. 41', E), ('barn1950', 'p. 41', E)]),
    ('opcit', 'md', 'One “{BARN}.”^[Barn (1950), p. 41.] Lamb: “{SHEEP}.”^[Lamb (1960).] Two “{MILL}.”^[Barn, op. cit., p. 42.] Three “{MILL}.”^[Barn, a.a.O., S. 42.]', [('barn1950', 'p. 41', E), ('sheep1960', '', E), ('barn1950', 'p. 42', E), ('barn1950', 'S. 42', E)]),
    ('note 1', 'md', 'One “{BARN}.”^[Barn (1950), p. 41.] Lamb: “{SHEEP}.”^[Lamb (1960).] Two “{MILL}.”^[See note 1, p. 42.] Three “{MILL}.”^[Barn (n 1) 42.] Vier “{BARN}.”^[Barn (wie Anm. 1), S. 41.] “{BARN}.”^[Barn, supra note 1, at 41.]', [('barn1950', 'p. 41', E), ('sheep1960', '', E), ('barn1950', 'p. 42', E), ('barn1950', '42', E), ('barn1950', 'S. 41', E), ('barn1950', 'at 41', E)]),
    ('short', 'md', 'One “{BARN}.”^[Bob Barn, *Of Barn and Mill* (Hay: Hay Press, 1950), 41.] Two “{ROOF}.”^[Bob Barn, *Roofs and Nails of the Parish* (Hay, 1962), 7.] Three “{MILL}.”^[Barn, *Of Barn and Mill*, 42.] Four “{ROOF}.”^[Barn, “Roofs and Nails,” 7.]', [('barn1950', '41', E), ('barn1962', '7', E), ('barn1950', '42', E), ('barn1962', '7', E)]),
    ('ibid in text', 'md', 'Barn said “{BARN}” (Barn, 1950, p. 41), and “{MILL}” (ibid., p. 42).', [('barn1950', 'p. 41', E), ('barn1950', 'p. 42', E)]),
    ('ebd', 'md', 'Barn: „{BARN}“ (Barn 1950, S. 41); „{MILL}“ (ebd., S. 42).', [('barn1950', 'S. 41', E), ('barn1950', 'S. 42', E)]),
    ('num', 'docx', 'It says “{BARN}” [2, p. 41] and “{SHEEP}” [1]. As [3] has it, “{ROOF}” [3, p. 7].\n\n# References\n\n1. Lamb B. Of Lamb. Hay: Press; 1960.\n2. Barn B. Of barn and mill. Hay Press; 1950.\n3. Barn B. Roofs and nails of the parish. Hay; 1962.\n', [('barn1950', 'p. 41', E), ('sheep1960', '', E), ('barn1962', 'p. 7', E)]),
    ('num2', 'md', 'It says “{BARN}” [1–3].\n\n# References\n\n1. Lamb B. Of Lamb. Hay: Press; 1960.\n2. Barn B. Of barn and mill. Hay Press; 1950.\n3. Barn B. Roofs and nails of the parish. Hay; 1962.\n', [('barn1950', '', N)]),
    ('num3', 'md', 'It says “{BARN}” (2, p. 41) and “{MILL}” (2: 42).\n\n# References\n\n1. Lamb B. Of Lamb. Hay: Press; 1960.\n2. Barn B. Of barn and mill. Hay Press; 1950.\n3. Barn B. Roofs and nails of the parish. Hay; 1962.\n', [('barn1950', 'p. 41', E), ('barn1950', '42', E)]),
    ('sup', 'docx', 'It says “{BARN}.”^2^ Then “{ROOF}.”^3^\n\n# References\n\n1. Lamb B. Of Lamb. Hay: Press; 1960.\n2. Barn B. Of barn and mill. Hay Press; 1950.\n3. Barn B. Roofs and nails of the parish. Hay; 1962.\n', [('barn1950', '', N), ('barn1962', '', N)]),
    ('sup2', 'md', 'It says “{BARN}.”^2(p41)^ Then “{ROOF}.”^3^\n\n# References\n\n1. Lamb B. Of Lamb. Hay: Press; 1960.\n2. Barn B. Of barn and mill. Hay Press; 1950.\n3. Barn B. Roofs and nails of the parish. Hay; 1962.\n', [('barn1950', 'p41', E), ('barn1962', '', N)]),
    ('numtxt', 'txt', 'It says "{BARN}" [2, p. 41].\n\nReferences\n\n[1] Lamb B. Of Lamb. Hay: Press; 1960.\n[2] Barn B. Of barn and mill. Hay Press; 1950.\n[3] Barn B. Roofs and nails of the parish. Hay; 1962.\n', [('barn1950', 'p. 41', E)]),
    ('bibitem', 'tex', "\\documentclass{article}\\begin{document}\nIt says ``{BARN}'' \\cite[p.~41]{bb}. And ``{ROOF}'' \\cite{rn}.\n\\begin{thebibliography}{9}\n\\bibitem{bb} Barn, B. Of barn and mill. Hay Press, 1950.\n\\bibitem{rn} B. Barn, \\emph{Roofs and nails of the parish}. Hay, 1962.\n\\end{thebibliography}\n\\end{document}", [('barn1950', 'p. 41', E), ('barn1962', '', N)]),
    ('own list', 'md', 'It says “{BARN}” (Barn, 1950a, p. 41).\n\n# References\n\nBarn, B. (1950a). Of barn and mill. Hay Press.\n\nBarn, B. (1950b). Another thing entirely. Hay Press.\n', [('barn1950', 'p. 41', E)]),
    ('second hand', 'md', 'Smith said “{BARN}” (Smith, 1900, as cited in Barn, 1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('second hand2', 'md', 'Smith (1900) said “{BARN}” (zit. nach Barn 1950, S. 41).', [('barn1950', 'S. 41', E)]),
    ('french', 'md', 'Comme le dit Barn (1950, p. 41) : « {BARN} ».', [('barn1950', 'p. 41', E)]),
    ('possessive', 'txt', "Barn's (1950) account says '{BARN}' (p. 41).", [('barn1950', 'p. 41', E)]),
    ('al wrong', 'md', 'In Barn’s words (1950: 42), “{BARN}”.', [('barn1950', '42', W)]),
    ('interrupt', 'md', '“The barns were not painted before” and, what is more, “the harvest of that year” (Barn, 1950, p. 41).', [('barn1950', 'p. 41', E), ('barn1950', 'p. 41', E)]),
    ('own emphasis', 'md', 'It says “The barns were *not* painted before the harvest of that year” (Barn, 1950, p. 41, emphasis added).', [('barn1950', 'p. 41', E)]),
    ('sic', 'md', 'It says “The barns were [sic] not painted before the harvest of that year” (Barn, 1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('lower', 'md', 'Barn argued that “the barns were not painted before the harvest of that year” (1950, p. 41), and so on.', [('barn1950', 'p. 41', E)]),
    ('mult', 'md', 'Barn (1950) says “{BARN}” (p. 41). Later he adds: “{MILL}” (p. 42). And “{BARN}” (p. 41).', [('barn1950', 'p. 41', E), ('barn1950', 'p. 42', E), ('barn1950', 'p. 41', E)]),
    ('para later', 'md', 'Barn (1950) is the classic. He was a smith. He held that “{BARN}” (p. 41).', [('barn1950', 'p. 41', E)]),
    ('listitem', 'md', '- “{BARN}” (Barn, 1950, p. 41)\n- “{ROOF}” (Barn, 1962, p. 7)\n', [('barn1950', 'p. 41', E), ('barn1962', 'p. 7', E)]),
    ('mla', 'md', 'Barn writes that “{BARN}” (41). It says “{ROOF}” (Barn, “Roofs” 7).', [('barn1950', '41', E), ('barn1962', '7', E)]),
    ('mla2', 'md', '“{SHEEP}” (Lamb 1).', [('sheep1960', '1', E)]),
    ('enumeration', 'md', 'There are (1) barns and (2) mills (3) sheep. See [1] ok.', []),
    ('three', 'md', 'Barn (1950) says it was “The barns were not” and “painted before the harvest” and “of that year” (p. 41).', [('barn1950', 'p. 41', E), ('barn1950', 'p. 41', E)]),
    ('alternating', 'md', 'Barn (1950, p. 41) holds that “{BARN}”, but Lamb (1960) that “{SHEEP}”.', [('barn1950', 'p. 41', E), ('sheep1960', '', E)]),
    ('alternating2', 'md', '“{BARN}” (Barn, 1950, p. 41), whereas “{SHEEP}” (Lamb, 1960) and “{ROOF}” (Barn, 1962, p. 7).', [('barn1950', 'p. 41', E), ('sheep1960', '', E), ('barn1962', 'p. 7', E)]),
    ('brack square', 'txt', 'It says “{BARN}” [Barn 1950, p. 41].', [('barn1950', 'p. 41', E)]),
    ('apos in straight single', 'txt', "As Barn (1950, p. 41) says: '{BARN}', and it's true that they weren't.", [('barn1950', 'p. 41', E)]),
    ('quote in quote altered', 'md', 'He says: “The barns were ‘not’ painted before the harvest of that year” (Barn, 1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('html q', 'html', '<p>Barn says <q>{BARN}</q> (Barn, 1950, p. 41).</p><blockquote cite="x"><p>{MILL}</p><footer>— Barn, <cite>Of Barn and Mill</cite> (1950), p. 42</footer></blockquote>', [('barn1950', 'p. 41', E), ('barn1950', 'p. 42', E)]),
    ('html entities', 'html', '<p>It says &ldquo;{BARN}&rdquo; (Barn&nbsp;1950, p.&nbsp;41).</p>', [('barn1950', 'p. 41', E)]),
    ('html fig', 'html', '<figure><blockquote>{BARN}</blockquote><figcaption>Barn (1950), p. 41</figcaption></figure>', [('barn1950', 'p. 41', E)]),
    ('tex footnote', 'tex', "\\documentclass{article}\\begin{document}\nIt says ``{BARN}''.\\footnote{Bob Barn, \\emph{Of Barn and Mill} (Hay: Press, 1950), p.~41.} Then ``{MILL}''.\\footnote{Ibid., p.~42.} And \\enquote{{ROOF}}\\autocite[7]{barn1962}.\n\\end{document}", [('barn1950', 'p. 41', E), ('barn1950', 'p. 42', E), ('barn1962', '7', E)]),
    ('tex textcite', 'tex', "\\documentclass{article}\\begin{document}\n\\textcite[41]{barn1950} says \\enquote{{BARN}}. \\citet[p.~42]{barn1950} says ``{MILL}''. `{ROOF}' \\citep[see][7]{barn1962}.\n\\end{document}", [('barn1950', '41', E), ('barn1950', 'p. 42', E), ('barn1962', '7', E)]),
    ('md narrative', 'md', '@barn1950 [p. 41] says “{BARN}”. As @barn1962 says, “{ROOF}” [-@barn1962, p. 7].', [('barn1950', 'p. 41', E), ('barn1962', 'p. 7', E)]),
    ('md key locator forms', 'md', '“{BARN}” [@barn1950, 41] “{BARN}” [@barn1950{p. 41}] “{BARN}” [@barn1950, S. 41f.] “{BARN}” [vgl. @barn1950, S. 41]', [('barn1950', '41', E), ('barn1950', 'p. 41', E), ('barn1950', 'S. 41f.', E), ('barn1950', 'S. 41', E)]),
    ('md inline para', 'md', '“{BARN}” said he.[^a] Then “{MILL}.”[^b]\n\n[^a]: Barn (1950: 41).\n[^b]: Ebd., 42.\n', [('barn1950', '41', E), ('barn1950', '42', E)]),
    ('txt notes', 'txt', 'It says "{BARN}."¹ Then "{MILL}."² And "{SHEEP}."³\n\nNotes\n\n1. Bob Barn, Of Barn and Mill (Hay: Press, 1950), 41.\n2. Ibid., 42.\n3. Lamb, Of Lamb (1960).\n', [('barn1950', '41', E), ('barn1950', '42', E), ('sheep1960', '', E)]),
    ('txt notes2', 'txt', 'It says "{BARN}."[1] Then "{MILL}."[2]\n\n[1] Bob Barn, Of Barn and Mill (Hay: Press, 1950), p. 41.\n[2] Ibid., p. 42.\n', [('barn1950', 'p. 41', E), ('barn1950', 'p. 42', E)]),
    ('docx endnotes head', 'docx', 'It says “{BARN}.”^1^ Then “{MILL}.”^2^\n\n# Notes\n\n1. Barn, *Of Barn and Mill*, 41.\n2. Ibid., 42.\n', [('barn1950', '41', E), ('barn1950', '42', E)]),
    ('title quotes in refs', 'md', 'See Barn (1950).\n\n# References\n\nBarn, B. (1950). “Of barn and mill and all the rest of it that one may want to know.” Hay Press.\n', []),
    ('quote then work in next sentence', 'md', '“{BARN}.” So wrote Barn (1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('lead-in colon sentence', 'md', 'Barn was blunt about it. “{BARN}” (1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('cont cite', 'md', '(Barn, 1950, p. 41) “{BARN}”.', [('barn1950', 'p. 41', E)]),
    ('dash quote dialogue', 'md', 'Barn (1950, p. 41): “The barns were not painted—before the harvest of that year”.', [('barn1950', 'p. 41', E)]),
    ('bracketed translation', 'md', '“{BARN}” (Barn 1950, p. 41; my translation).', [('barn1950', 'p. 41', E)]),
    ('emph', 'md', '“{BARN}” (Barn 1950, p. 41, italics in original).', [('barn1950', 'p. 41', E)]),
    ('kap', 'md', '“{BARN}” (Barn 1950, Kap. 2, S. 41).', [('barn1950', 'Kap. 2, S. 41', E)]),
    ('vol page', 'md', '“{BARN}” (Barn 1950, vol. 1, p. 41).', [('barn1950', 'vol. 1, p. 41', E)]),
    ('reprint', 'md', '“{BARN}” (Barn, 1890/1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('year only brackets', 'md', '“{BARN}” (Barn [1890] 1950: 41).', [('barn1950', '41', E)]),
    ('cedilla', 'md', '“{BARN}” (BARN 1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('semicolon pages', 'md', '“{BARN}” (Barn, 1950: 41; 1962: 7).', [('barn1950', '41', E)]),
    ('ff wrong', 'md', '“{MILL}” (Barn, 1950, p. 41).', [('barn1950', 'p. 41', W)]),
    ('hyphens', 'txt', '“The barns were not pain-\nted before the harvest of that year” (Barn, 1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('list of quotes', 'md', 'Barn (1950) says:\n\n1. “{BARN}” (p. 41)\n2. “{MILL}” (p. 42)\n', [('barn1950', 'p. 41', E), ('barn1950', 'p. 42', E)]),
    ('titlecase', 'md', '“The Slow Spread of Barn Paint in Hay” (Barn, 1962) is short.', []),
    ('two blocks', 'docx', 'So:\n\n> {BARN}. (Barn, 1950, p. 41)\n\n> {MILL}. (Barn, 1950, p. 41)\n\nYes.', [('barn1950', 'p. 41', E), ('barn1950', 'p. 41', W)]),
    ('two blocks keys', 'md', 'So:\n\n> {BARN}. [@barn1950, p. 41]\n>\n> {ROOF}. [@barn1962, p. 8]\n', [('barn1950', 'p. 41', E), ('barn1962', 'p. 8', W)]),
    ('fn range at', 'md', '“{BARN}.”^[Bob Barn, “Of Barn and Mill,” *Hay* 12 (1950): 41–42, at 41.]', [('barn1950', '41', E)]),
    ('fn range at p', 'md', '“{BARN}.”^[Bob Barn, “Of Barn and Mill,” *Hay* 12 (1950), pp. 41–42, at p. 42.]', [('barn1950', 'p. 42', W)]),
    ('fn hier', 'md', '„{BARN}.“^[Barn, Bob: Of Barn and Mill. In: Hay 12 (1950), S. 41–42, hier S. 42.]', [('barn1950', 'S. 42', W)]),
    ('report colon', 'md', 'As it says in the report: “{BARN}” (Barn, 1950).', [('barn1950', '', N)]),
    ('report lower', 'md', 'In the report, “the barns were not painted before” (Barn, 1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('report page', 'md', 'In the report “{BARN}” (Barn, 1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('chapter', 'md', 'In the chapter “Why they left the house”, Barn (1950, p. 41) is sad.', []),
    ('chapter pages', 'md', 'In the chapter “Why they left the house” (Barn, 1950, pp. 41–42).', []),
    ('headed', 'md', 'It is headed: “Why they left the house” (Barn, 1950, p. 41).', []),
    ('emph name', 'md', '*Barn* (1950, p. 41) says “{BARN}”.', [('barn1950', 'p. 41', E)]),
    ('bold cite', 'md', '“{BARN}” **(Barn, 1950, p. 41)**.', [('barn1950', 'p. 41', E)]),
    ('link cite', 'md', '“{BARN}” ([Barn, 1950](https://x.org), p. 41).', [('barn1950', 'p. 41', E)]),
    ('german inner', 'md', '„The barns were not ‚painted‘ before the harvest of that year“ (Barn 1950, S. 41).', [('barn1950', 'S. 41', E)]),
    ('swiss', 'md', '«{BARN}» (Barn 1950, S. 41).', [('barn1950', 'S. 41', E)]),
    ('polish', 'md', '„{BARN}” (Barn 1950, s. 41).', [('barn1950', 's. 41', E)]),
    ('swedish', 'md', '”{BARN}” (Barn 1950, s. 41).', [('barn1950', 's. 41', E)]),
    ('spanish', 'md', '«{BARN}» (Barn, 1950, pág. 41).', [('barn1950', 'pág. 41', E)]),
    ('ellipsis start', 'md', '“… were not painted before the harvest of that year” (Barn, 1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('four dots', 'md', '“The barns were not painted. . . . of that year” (Barn, 1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('brackets paren ell', 'md', '“The barns were not painted (...) of that year” (Barn, 1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('emphasis added br', 'md', '“{BARN} [emphasis added]” (Barn, 1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('comma inside', 'md', '“{BARN},” says Barn (1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('question outside', 'md', 'Is it true that “{BARN}”? (Barn, 1950, p. 41).', [('barn1950', 'p. 41', E)]),
    ('fn before punct', 'md', '“{BARN}”^[Barn, Of Barn and Mill, p. 41.].', [('barn1950', 'p. 41', E)]),
    ('fn two works', 'md', '“{BARN}.”^[Lamb, *Of Lamb*; Barn, *Of Barn and Mill*, p. 41.]', [('barn1950', 'p. 41', E)]),
    ('fn cf', 'md', '“{BARN}.”^[Barn (1950), p. 41. Cf. Lamb (1960) for another view.]', [('barn1950', 'p. 41', E)]),
    ('fn de', 'md', '„{BARN}.“^[Vgl. Barn, Bob: Of Barn and Mill. Hay 1950, S. 41.] Dann „{MILL}“.^[Ebd., S. 42.] „{SHEEP}.“^[Lamb, Of Lamb.] „{MILL}.“^[Barn 1950, S. 42f.]', [('barn1950', 'S. 41', E), ('barn1950', 'S. 42', E), ('sheep1960', '', E), ('barn1950', 'S. 42f.', E)]),
    ('id', 'md', '“{BARN}.”^[Barn (1950), p. 41.] “{MILL}.”^[*Id.*, at 42.]', [('barn1950', 'p. 41', E), ('barn1950', 'at 42', E)]),
    ('ibid comma', 'md', '“{BARN}.”^[Barn (1950), p. 41.] “{MILL}.”^[*Ibid*, p. 42.] “{MILL}.”^[Ibid 42]', [('barn1950', 'p. 41', E), ('barn1950', 'p. 42', E), ('barn1950', '42', E)]),
    ('pandoc ibid text', 'md', '“{BARN}” [@barn1950, p. 41]. Then “{MILL}” (ibid., p. 42).', [('barn1950', 'p. 41', E), ('barn1950', 'p. 42', E)]),
    ('md smart off', 'md', 'He said "{BARN}." [@barn1950, p. 41]', [('barn1950', 'p. 41', E)]),
    ('quarto div', 'md', '::: {.callout-note}\n> {BARN}. [@barn1950, p. 41]\n:::\n', [('barn1950', 'p. 41', E)]),
    ('code', 'md', '```\n"The barns were painted before the harvest of that year" [@barn1950]\n```\n', []),
    ('comment html', 'md', '<!-- "The barns were painted before the harvest of that year" [@barn1950] -->\n\nText.', []),
    ('yaml', 'md', '---\ntitle: "The barns were painted before the harvest of that year"\n---\n\nText “{BARN}” [@barn1950, p. 41].', [('barn1950', 'p. 41', E)]),
    ('tex macros', 'tex', "\\documentclass{article}\n\\newcommand{\\q}[1]{``#1''}\n\\begin{document}\n\\q{{BARN}} \\parencite[see][41]{barn1950}. \\textquote[{\\cite[42]{barn1950}}]{{MILL}}. \\blockcquote[7]{barn1962}{{ROOF}}\n\\end{document}", [('barn1950', '41', E), ('barn1950', '42', E), ('barn1962', '7', E)]),
    ('tex comment', 'tex', "\\documentclass{article}\n\\begin{document}\n% ``The barns were painted before the harvest of that year'' \\cite{barn1950}\nText.\n\\end{document}", []),
    ('tex german', 'tex', '\\documentclass{article}\\usepackage[ngerman]{babel}\n\\begin{document}\n"`{BARN}"\' \\cite[S.~41]{barn1950}. \\glqq {MILL}\\grqq{} \\cite[42]{barn1950}\n\\end{document}', [('barn1950', 'S. 41', E), ('barn1950', '42', E)]),
    ('html sup ref', 'html', '<p>“{BARN}”<sup>1</sup></p><h2>References</h2><ol><li>Barn B. Of barn and mill. 1950.</li></ol>', [('barn1950', '', N)]),
    ('wikipedia', 'html', '<p>“{BARN}”<sup>[1]</sup></p><h2>References</h2><ol><li>Barn B. Of barn and mill. 1950.</li></ol>', [('barn1950', '', N)]),
    ('range list', 'md', 'It says “{BARN}” (Barn, 1950, pp. 41–42; Lamb, 1960, para. 1).', [('barn1950', 'pp. 41–42', E)]),
]
# fmt: on


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [pytest.param(*case[1:], id=f"{case[0]} {case[1]}") for case in CASES],
)
def test_each_quotation_finds_its_citation(held, kind, text, expected):
    """Ensures that work, page and verdict are those that the draft means."""
    for name, words in SENTENCES.items():
        text = text.replace(name, words)
    report = held(text, kind)
    assert [
        (c.citation_key, c.claimed_locator, c.verdict) for c in report.quotations
    ] == expected


def test_a_list_of_ones_own_explains_names_and_numbers(held):
    """Ensures that idle entries are told, and numbers of a list are citations."""
    listed = "1. Lamb B. Of Lamb. Hay; 1960.\n2. Barn B. Of barn and mill. Hay; 1950.\n"
    report = held(f"It says “{BARN}” [2, p. 41].\n\n# References\n\n{listed}")
    assert [(p.kind, "Lamb" in p.message) for p in report.problems] == [
        ("never cited", True)
    ]


def test_another_edition_is_another_work(held):
    """Ensures that the draft's own list overrules a work of the same name and year."""
    entry = (
        "Barn, B. (1950). Fish and how to speak with them in the long evenings. Hay."
    )
    report = held(f"“{BARN}” (Barn, 1950, p. 41).\n\n# References\n\n{entry}\n")
    assert [c.verdict for c in report.quotations] == ["misattributed"]
    assert [p.kind for p in report.problems] == ["unknown work"]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("“Die Scheunen blieben in jenem Jahr ohne Farbe” (Barn 1950, p. 41, my translation)", "unverifiable"),
        ("“Die Scheunen blieben in jenem Jahr ohne Farbe” [@barn1950, p. 41, my translation]", "unverifiable"),
        ("„Die Scheunen blieben in jenem Jahr ohne Farbe“ (Barn 1950, S. 41; eigene Übersetzung)", "unverifiable"),
        ("so:\n\n> Die Scheunen blieben ohne Farbe. (Barn 1950, 41; our translation)\n\nYes", "unverifiable"),
        ("“Die Scheunen blieben in jenem Jahr ohne Farbe” (Barn 1950, p. 41)", "not found"),
        ("“The barns were painted before the harvest of that year” (Barn 1950, p. 41, my translation)", "altered"),
    ],
)  # fmt: skip
def test_a_translation_is_not_held_against_the_words(held, said, verdict):
    """Ensures that what is marked as translated is left to the reader."""
    (one,) = held(f"So {said}.").quotations
    assert one.verdict == verdict
