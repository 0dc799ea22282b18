"""What the parts of reports and articles are called, in the languages of Europe.

Regular expressions for names in small letters, without numbers before them.
"""

REFERENCES = (
    r"references?|bibliography|literature(?: cited)?|works cited"
    r"|literatur(?:verzeichnis|hinweise|liste|angaben)?|quellen(?:verzeichnis)?"
    r"|quellen- und literaturverzeichnis|références(?: bibliographiques)?"
    r"|bibliographie|bibliograf[ií]a|refer[eê]ncias(?: bibliográficas)?"
    r"|riferimenti(?: bibliografici)?|literatuur(?:lijst)?|referenties"
    r"|referens(?:er|lista)|litteratur(?:förteckning|liste)?|referanser"
)
ABSTRACT = (
    r"abstract|summary|executive summary|a\s?b\s?s\s?t\s?r\s?a\s?c\s?t"
    r"|zusammenfassung|kurzfassung|résumé|resumen|resumo|riassunto|samenvatting"
    r"|sammanfattning|sammendrag"
)
INTRODUCTION = (
    r"introduction|background|einleitung|einführung|introducción|introdução"
    r"|introduzione|inleiding"
)
MAIN = (
    rf"{INTRODUCTION}|methods?|materials? and methods?|methodology|results?"
    r"|discussion|results and discussion|conclusions?|acknowledge?ments?"
    r"|abstract|summary|literature review|theory|limitations|funding"
    r"|appendix|appendices|conflicts? of interests?|competing interests?"
    r"|methoden?|methodik|ergebnisse|diskussion|schlussfolgerung(?:en)?|fazit"
    r"|anhang|danksagung|zusammenfassung|kurzfassung"
    r"|méthodes?|méthodologie|résultats|remerciements|annexes?|résumé"
    r"|métodos?|metodología|resultados|discusión|conclusión|conclusiones|resumen"
    r"|agradecimientos|anexos?"
    r"|metodologia|discussão|conclusão|conclusões|agradecimentos|resumo"
    r"|metodi|risultati|discussione|conclusioni|ringraziamenti|appendice|riassunto"
    r"|resultaten|discussie|conclusies?|bijlagen?|dankwoord|samenvatting"
)
KEYWORDS = (
    r"key\s?-?words?|schl(?:üssel|ag)w(?:ort|örter|orte)|stichw(?:ort|örter|orte)"
    r"|mots[ -]clés|palabras clave|palavras[ -]chave|parole chiave|trefwoorden"
)
CAPTION = (
    r"fig(?:ure|uur|ura|s?\.|\b)|tab(?:le|leau|elle|ela|ella|el|la|\.)|box|scheme|chart"
    r"|plate|exhibit|map|panel|übersicht|darstellung|abb(?:ildung|\.)|schaubild"
    r"|grafik|kasten|encadré"
    r"|graphique|gr[áa]fico|cuadro|quadro|recuadro|riquadro"
)
