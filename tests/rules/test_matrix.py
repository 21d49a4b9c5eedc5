"""Who gets what answer where, written down by hand and tried as each of them."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from network.app import create_app
from network.commands.opened import closing
from network.core.addresses import member_url
from network.web.access import Access, declared
from tests.conftest import settings_for
from tests.rules.crawl import visit
from tests.rules.town import ADVISER, MEMBER_B, ROLES, Town
from tests.world import World

# 200 shown, 301 and 302 moved, 303 sign in first, 403 known but not allowed, 404 nobody's business
MATRIX = """
address                               visitor partner member-A member-B coordinator-A secretariat author-C moderator
/                                         200     200      200      200           200         200      200       200
/om                                       200     200      200      200           200         200      200       200
/regler                                   200     200      200      200           200         200      200       200
/kontakt                                  200     200      200      200           200         200      200       200
/sekretariat/sider                        303     403      403      403           403         200      403       403
/sekretariat/sider/om                     303     403      403      403           403         200      403       403
/sekretariat/sider/x                      303     403      403      403           403         404      403       403
/sekretariat/sider/om/historik            303     403      403      403           403         200      403       403
/was                                      200     200      200      200           200         200      200       200
/privatlivspolitik                        200     200      200      200           200         200      200       200
/vilkaar-for-data                         200     200      200      200           200         200      200       200
/sundhed                                  200     200      200      200           200         200      200       200
/metrics                                  404     404      404      404           404         404      404       404
/robots.txt                               200     200      200      200           200         200      200       200
/findes-ikke                              404     404      404      404           404         404      404       404
{asset}                                   200     200      200      200           200         200      200       200
/static/findes-ikke.css                   404     404      404      404           404         404      404       404
/static/../network/app.py                 404     404      404      404           404         404      404       404

/log-ind                                  200     200      200      200           200         200      200       200
/adgangskode/glemt                        200     200      200      200           200         200      200       200
{reset}                                   200     200      200      200           200         200      200       200
{address}                                 200     200      200      200           200         200      200       200
{invitation}                              200     200      200      200           200         200      200       200
/invitation/1-00000000                    404     404      404      404           404         404      404       404
/adgangskode/ny/1-00000000                404     404      404      404           404         404      404       404
/konto/adresse/1-00000000                 404     404      404      404           404         404      404       404
/konto/                                   303     200      200      200           200         200      200       200
/konto/profil                             303     200      200      200           200         200      200       200
/konto/noegler                            303     200      200      200           200         200      200       200
/konto/oplysninger                        303     200      200      200           200         200      200       200
/konto/oplysninger.json                   303     200      200      200           200         200      200       200
/konto/slet                               303     200      200      200           200         200      200       200
/konto/overdrag                           303     200      200      200           200         200      200       200
/konto/adgangskode                        303     200      200      200           200         200      200       200
/konto/adresse                            303     200      200      200           200         200      200       200
/notifikationer/                           303     200      200      200           200         200      200       200
/notifikationer/?efter=findes-ikke         303     404      404      404           404         404      404       404
{stop}                                     200     200      200      200           200         200      200       200
/afmeld/1-00000000                         404     404      404      404           404         404      404       404

/kommuner/                                200     200      200      200           200         200      200       200
/kommuner/lolland                         200     200      200      200           200         200      200       200
/kommuner/lemvig                          200     200      200      200           200         200      200       200
/kommuner/roskilde                        200     200      200      200           200         200      200       200
/kommuner/realfonden                      404     404      404      404           404         404      404       404
/kommuner/sekretariatet                   404     404      404      404           404         404      404       404
/bliv-med                                 200     200      200      200           200         200      200       200
/bliv-med?kommune=aarhus                  200     200      200      200           200         200      200       200
/bliv-med?kommune=x                       200     200      200      200           200         200      200       200
/sekretariat/anmodninger                  303     403      403      403           403         200      403       403
/sekretariat/anmodninger/{asked}          303     403      403      403           403         200      403       403
/sekretariat/anmodninger/999999           303     403      403      403           403         404      403       403
/kommuner/plancyklus                      200     200      200      200           200         200      200       200
/kommuner/kort                            200     200      200      200           200         200      200       200
/kommuner/kort?vis=aktivitet              200     200      200      200           200         200      200       200
/kommuner/kort?vis=planer                 200     200      200      200           200         200      200       200
/kommuner/kort?vis=x                      404     404      404      404           404         404      404       404
/kommuner/kort?metode=x                   404     404      404      404           404         404      404       404
/kommuner/kort?metode=999999              404     404      404      404           404         404      404       404
/kommuner/kort?metode={method_number[public]} 200  200      200      200           200         200      200       200
/kommuner/kort?metode={method_number[municipalities]} 404 404 200    200           200         200      200       200
/kommuner/kort?metode={method_number[own A]} 404   404      200      404           200         404      404       404
/kommuner/lolland/naboer                  200     200      200      200           200         200      200       200
/kommuner/lolland/naboer.csv              200     200      200      200           200         200      200       200
/kommuner/realfonden/naboer               404     404      404      404           404         404      404       404
/kommuner/sekretariatet/naboer.csv        404     404      404      404           404         404      404       404
/kommuner/?deltagelse=tilknyttet          200     200      200      200           200         200      200       200
/kommuner/?deltagelse=x                   404     404      404      404           404         404      404       404
/kommuner/?region=x                       404     404      404      404           404         404      404       404
/kommuner/lolland/inviter                 303     403      403      403           200         200      403       403
/kommuner/lemvig/inviter                  303     403      403      403           403         200      403       403
/kommuner/realfonden/inviter              303     404      404      404           404         404      404       404
/kommuner/lolland/medlemmer               303     403      403      403           200         200      403       403
/kommuner/lemvig/medlemmer                303     403      403      403           403         200      403       403
/kommuner/realfonden/medlemmer            303     404      404      404           404         404      404       404
/kommuner/lemvig/medlemmer/{member}/overdrag 303  403      403      403           403         200      403       403
/kommuner/lolland/medlemmer/{member}/overdrag 303 403      403      403           404         404      403       403
/kommuner/lemvig/medlemmer/999999/overdrag 303    403      403      403           403         404      403       403
/kommuner/lolland/profil                  303     403      403      403           200         200      403       403
/kommuner/lemvig/profil                   303     403      403      403           403         200      403       403
/kommuner/realfonden/profil               303     404      404      404           404         404      404       404
/kommuner/sekretariatet/profil            303     404      404      404           404         404      404       404
/sekretariat/noegleord                     303     403      403      403           403         200      403       403
/sekretariat/noegleord/{keyword}           303     403      403      403           403         200      403       403
/sekretariat/noegleord/999999              303     403      403      403           403         404      403       403
/sekretariat/kommuner                     303     403      403      403           403         200      403       403

/emner/                                   200     200      200      200           200         200      200       200
/emner/tomme-boliger                      200     200      200      200           200         200      200       200
/sekretariat/emner                        303     403      403      403           403         200      403       403
/sekretariat/emner/nyt                    303     403      403      403           403         200      403       403
/sekretariat/emner/tomme-boliger          303     403      403      403           403         200      403       403
/sekretariat/emner/findes-ikke            303     403      403      403           403         404      403       403
/emner/findes-ikke                        404     404      404      404           404         404      404       404
/soeg                                     200     200      200      200           200         200      200       200
/soeg?q=nedrivning                        200     200      200      200           200         200      200       200
/soeg?q=nedrivning&emne=tomme-boliger     200     200      200      200           200         200      200       200
/soeg?q=nedrivning&emne=findes-ikke       200     200      200      200           200         200      200       200
/soeg/hjaelp                              200     200      200      200           200         200      200       200
/soeg/udvidet?alle=pris&uden=asbest       302     302      302      302           302         302      302       302
/soeg/forslag?q=ned                       200     200      200      200           200         200      200       200
/api/v1/threads                           200     200      200      200           200         200      200       200
/api/v1/methods                           200     200      200      200           200         200      200       200
/api/v1/documents                         200     200      200      200           200         200      200       200
/api/v1/plans                             200     200      200      200           200         200      200       200
/api/v1/municipalities                    200     200      200      200           200         200      200       200
/api/v1/partners                          200     200      200      200           200         200      200       200
/api/v1/topics                            200     200      200      200           200         200      200       200
/api/v1/openapi.json                      200     200      200      200           200         200      200       200
/api/v1/news                              200     200      200      200           200         200      200       200
/api/v1/publications                      200     200      200      200           200         200      200       200
/api/v1/events                            200     200      200      200           200         200      200       200
/api/v1/projects                          200     200      200      200           200         200      200       200
/api/v1/publications/999999               404     404      404      404           404         404      404       404
/api/v1/events/999999                     404     404      404      404           404         404      404       404
/api/v1/projects/999999                   404     404      404      404           404         404      404       404
/api/v1/news/999999                       404     404      404      404           404         404      404       404
/api/v1/threads?kind=x                    400     400      400      400           400         400      400       400
/api/v1/threads?topic=x                   404     404      404      404           404         404      404       404
/api/v1/plans/999999                      404     404      404      404           404         404      404       404
/api/v1/threads/{thread_number[public]}/posts 200   200    200    200       200       200    200     200
/api/v1/threads/{thread_number[network]}/posts 404   404    404    404       404       404    404     404
/api/v1/methods/{method_number[public]}    200     200      200      200           200         200      200       200
/api/v1/methods/{method_number[network]}/experiences 404   404    404    404       404       404    404     404
/api/v1/documents/{document_number[public]} 200     200      200      200           200         200      200       200
/api/v1/documents/{document_number[own A]} 404     404      404      404           404         404      404       404
/api/v1/experiences/999999                 404     404      404      404           404         404      404       404
/api/v1/search?q=nedrivning               200     200      200      200           200         200      200       200
/soeg/gemte                               303     200      200      200           200         200      200       200
/sekretariat/statistik                    303     403      403      403           403         200      403       403
/sekretariat/statistik?fra=2026-01&til=2026-11&emne=tomme-boliger 303 403 403 403 403         200      403       403
/sekretariat/statistik?emne=x             303     403      403      403           403         404      403       403
/sekretariat/statistik?fra=2026-13        303     403      403      403           403         404      403       403
/sekretariat/statistik?til=2026-12        303     403      403      403           403         404      403       403
/sekretariat/statistik/aktivitet.csv      303     403      403      403           403         200      403       403
/sekretariat/statistik/hvem-hjaelper-hvem.csv 303 403      403      403           403         200      403       403
/sekretariat/statistik/x.csv              303     403      403      403           403         404      403       403
/kommuner/lolland/svar                    303     403      200      403           200         200      403       403
/kommuner/lemvig/svar                     303     403      403      200           403         200      403       403
/kommuner/roskilde/svar                   303     403      403      403           403         200      403       403
/kommuner/realfonden/svar                 303     404      404      404           404         404      404       404
/kommuner/sekretariatet/svar              303     404      404      404           404         404      404       404
/kommuner/findes-ikke/svar                303     404      404      404           404         404      404       404
/kommuner/lolland/svar?fra=x              303     403      404      403           404         404      403       403
/kommuner/lolland/svar/emner.xlsx         303     403      200      403           200         200      403       403
/kommuner/lemvig/svar/hjaelp.csv          303     403      403      200           403         200      403       403
/kommuner/lolland/svar/x.csv              303     403      404      403           404         404      403       403
/sekretariat/synonymer                    303     403      403      403           403         200      403       403
/sekretariat/synonymer/999999             303     403      403      403           403         404      403       403
/inviteret                                303     404      404      404           404         404      404       404
/raadgivere/til/traad/{thread_number[own A]} 303  404      403      404           200         404      404       404
/raadgivere/til/traad/{thread_number[public]} 303 403      403      403           403         200      403       403
/raadgivere/til/plan/{plan_number[own A]} 303     404      200      404           200         404      404       404
/raadgivere/til/dokument/{document_number[own B]} 303 404  404      403           404         404      404       404
/raadgivere/til/dokument/999999           303     404      404      404           404         404      404       404
/raadgivere/til/metode/1                  303     404      404      404           404         404      404       404
/raadgivere/til/traad/{hidden_number}     303     404      404      404           404         404      404       404
/kommuner/lolland/raadgivere              303     403      403      403           200         200      403       403
/kommuner/realfonden/raadgivere           303     404      404      404           404         404      404       404
{id[public]}/lignende                     200     200      200      200           200         200      200       200
{id[network]}/lignende                    404     200      200      200           200         200      200       200
{id[own A]}/lignende                      404     404      200      404           200         404      404       404
/dokumenter/999999/lignende               404     404      404      404           404         404      404       404
/soeg/lignende?titel=nedrivning            303     200      200      200           200         200      200       200
/bibliotek/                               200     200      200      200           200         200      200       200
/bibliotek/?emne=tomme-boliger            200     200      200      200           200         200      200       200
/bibliotek/?emne=findes-ikke              404     404      404      404           404         404      404       404
/bibliotek/?efter=findes-ikke             404     404      404      404           404         404      404       404
/bibliotek/del                            303     200      200      200           200         200      200       200
/bibliotek/del-flere                      303     200      200      200           200         200      200       200
/traade/                                  200     200      200      200           200         200      200       200
/traade/?vis=ubesvarede                   200     200      200      200           200         200      200       200
/traade/?vis=efterlysninger                200     200      200      200           200         200      200       200
/traade/?vis=over-fristen                  200     200      200      200           200         200      200       200
/traade/?vis=ulaeste                       303     200      200      200           200         200      200       200
/traade/?vis=mine                          303     200      200      200           200         200      200       200
/traade/?vis=fulgte                        303     200      200      200           200         200      200       200
/traade/?vis=kan-du-svare                  303     200      200      200           200         200      200       200
/traade/?vis=findes-ikke                   404     404      404      404           404         404      404       404
/traade/?emne=tomme-boliger                200     200      200      200           200         200      200       200
/traade/?emne=findes-ikke                  404     404      404      404           404         404      404       404
/traade/?kommune=lolland                   200     200      200      200           200         200      200       200
/traade/?kommune=findes-ikke               404     404      404      404           404         404      404       404
/traade/?type=spoergsmaal                  200     200      200      200           200         200      200       200
/traade/?type=findes-ikke                  404     404      404      404           404         404      404       404
/traade/?tilstand=afklaret                 200     200      200      200           200         200      200       200
/traade/?tilstand=aaben                    200     200      200      200           200         200      200       200
/traade/?tilstand=findes-ikke              404     404      404      404           404         404      404       404
/traade/?noegleord=landsbyer               200     200      200      200           200         200      200       200
/traade/?noegleord=findes-ikke             404     404      404      404           404         404      404       404
/traade/?noegleord=qxpublicproposalpubliczw 404     404      404      404           404         404      404       404
/traade/?emne=&kommune=&type=              200     200      200      200           200         200      200       200
/traade/?efter=findes-ikke                404     404      404      404           404         404      404       404
/traade/ny                                303     200      200      200           200         200      200       200
/traade/ny?slags=efterlysning              303     200      200      200           200         200      200       200
/traade/ny?slags=findes-ikke               303     200      200      200           200         200      200       200
{thread[network]}/tabel                    404     404      404      404           404         404      404       404
{thread[public]}/tabel.csv                 404     404      404      404           404         404      404       404
{call}/tabel                               404     200      200      200           200         200      200       200
{call}/tabel.csv                           404     200      200      200           200         200      200       200
/traade/{call_id}/frist                    303     403      403      403           403         200      403       200
/traade/999999/frist                       303     404      404      404           404         404      404       404
{id[network]}/frist                        303     404      404      404           404         404      404       404
{call}-fejl/tabel                          404     301      301      301           301         301      301       301
/traade/999999-findes-ikke                404     404      404      404           404         404      404       404

{thread[public]}                          200     200      200      200           200         200      200       200
{thread[network]}                         404     200      200      200           200         200      200       200
{thread[municipalities]}                  404     404      200      200           200         200      200       200
{thread[own A]}                           404     404      200      404           200         404      404       404
{thread[own B]}                           404     404      404      200           404         404      404       404
{thread[own office]}                      404     404      404      404           404         200      404       404
{thread[public]}-fejl                     301     301      301      301           301         301      301       301
{thread[own A]}-fejl                      404     404      301      404           301         404      404       404
{merged[public]}                          301     301      301      301           301         301      301       301
{merged[network]}                         404     301      301      301           301         301      301       301
{merged[municipalities]}                  404     404      301      301           301         301      301       301
{merged[own A]}                           404     404      301      404           301         404      404       404
{merged[own B]}                           404     404      404      301           404         404      404       404
{merged[own office]}                      404     404      404      404           404         301      404       404
{thread[public]}?efter=9                  404     404      404      404           404         404      404       404

{post[public]}                            302     302      302      302           302         302      302       302
{post[network]}                           404     302      302      302           302         302      302       302
{post[municipalities]}                    404     404      302      302           302         302      302       302
{post[own A]}                             404     404      302      404           302         404      404       404
{post[own B]}                             404     404      404      302           404         404      404       404
{post[own office]}                        404     404      404      404           404         302      404       404
{post[public]}/historik                    200     200      200      200           200         200      200       200
{post[network]}/historik                   404     200      200      200           200         200      200       200
{post[municipalities]}/historik            404     404      200      200           200         200      200       200
{post[own A]}/historik                     404     404      200      404           200         404      404       404
{post[own B]}/historik                     404     404      404      200           404         404      404       404
{post[own office]}/historik                404     404      404      404           404         200      404       404
{post[public]}/ret                         303     403      403      403           403         200      403       200
{post[network]}/ret                        303     403      403      403           403         200      403       200
{post[municipalities]}/ret                 303     404      403      403           403         200      403       200
{post[own A]}/ret                          303     404      403      404           403         404      404       404
{post[own B]}/ret                          303     404      404      403           404         404      404       404
{post[own office]}/ret                     303     404      404      404           404         200      404       404
{post[public]}/nyttigt                     303     200      200      200           200         200      200       200
{post[network]}/nyttigt                    303     200      200      200           200         200      200       200
{post[municipalities]}/nyttigt             303     404      200      200           200         200      200       200
{post[own A]}/nyttigt                      303     404      200      404           200         404      404       404
{post[own B]}/nyttigt                      303     404      404      200           404         404      404       404
{post[own office]}/nyttigt                 303     404      404      404           404         200      404       404
{hidden_reply}/nyttigt                     303     404      404      404           404         200      200       200
{hidden_post}/nyttigt                      303     404      404      404           404         200      200       200
/indlaeg/999999/nyttigt                    303     404      404      404           404         404      404       404
/indlaeg/999999/historik                   404     404      404      404           404         404      404       404
/indlaeg/999999/ret                        303     404      404      404           404         404      404       404
/indlaeg/999999                           404     404      404      404           404         404      404       404

{document[public]}                        200     200      200      200           200         200      200       200
{document[network]}                       404     200      200      200           200         200      200       200
{document[municipalities]}                404     404      200      200           200         200      200       200
{document[own A]}                         404     404      200      404           200         404      404       404
{document[own B]}                         404     404      404      200           404         404      404       404
{document[own office]}                    404     404      404      404           404         200      404       404
{document[public]}-fejl                   301     301      301      301           301         301      301       301
{document[own B]}-fejl                    404     404      404      301           404         404      404       404
{document[public]}/side/1                 200     200      200      200           200         200      200       200
{document[public]}/side/2                 404     404      404      404           404         404      404       404
{document[network]}/side/1                404     200      200      200           200         200      200       200
{document[municipalities]}/side/1         404     404      200      200           200         200      200       200
{document[own A]}/side/1                  404     404      200      404           200         404      404       404
{document[own B]}/side/1                  404     404      404      200           404         404      404       404
{document[own office]}/side/1             404     404      404      404           404         200      404       404
{document[public]}/original               200     200      200      200           200         200      200       200
{document[network]}/original              404     200      200      200           200         200      200       200
{document[municipalities]}/original       404     404      200      200           200         200      200       200
{document[own A]}/original                404     404      200      404           200         404      404       404
{document[own B]}/original                404     404      404      200           404         404      404       404
{document[own office]}/original           404     404      404      404           404         200      404       404
{document[public]}/tekst                  200     200      200      200           200         200      200       200
{document[public]}/tekst/1                200     200      200      200           200         200      200       200
{document[public]}/tekst/101              404     404      404      404           404         404      404       404
{document[network]}/tekst                 404     200      200      200           200         200      200       200
{document[own B]}/tekst                   404     404      404      200           404         404      404       404
{document[own B]}/tekst/1                 404     404      404      200           404         404      404       404
/kommuner/lolland/tilgaengelighed         303     200      200      200           200         200      200       200
/kommuner/realfonden/tilgaengelighed      303     404      404      404           404         404      404       404
{document[public]}/forside.png            404     404      404      404           404         404      404       404
{document[own B]}/forside.png             404     404      404      404           404         404      404       404
{document[public]}/udgave/1               200     200      200      200           200         200      200       200
{document[public]}/udgave/2               404     404      404      404           404         404      404       404
{document[network]}/udgave/1              404     200      200      200           200         200      200       200
{document[own B]}/udgave/1                404     404      404      200           404         404      404       404
{document_id[network]}/ret                303     403      403      403           403         200      403       403
{document_id[own A]}/ret                  303     404      403      404           403         404      404       404
{document_id[network]}/erstat             303     403      403      403           403         200      403       403
{document_id[own B]}/erstat               303     404      404      403           404         404      404       404
{document_id[network]}/traek-tilbage      303     403      403      403           403         200      403       403
{document_id[own B]}/traek-tilbage        303     404      404      403           404         404      404       404
/dokumenter/999999/ret                    303     404      404      404           404         404      404       404
{text[public]}                            200     200      200      200           200         200      200       200
{text[network]}                           404     200      200      200           200         200      200       200
{text[municipalities]}                    404     404      200      200           200         200      200       200
{text[own A]}                             404     404      200      404           200         404      404       404
{text[own B]}                             404     404      404      200           404         404      404       404
{text[own office]}                        404     404      404      404           404         200      404       404

{quote[public]}                           303     200     200      200           200         200      200       200
{quote[network]}                          303     200     200      200           200         200      200       200
{quote[municipalities]}                   303     404     200      200           200         200      200       200
{quote[own A]}                            303     404     200      404           200         404      404       404
{quote[own B]}                            303     404     404      200           404         404      404       404
{quote[own office]}                       303     404     404      404           404         200      404       404
{id[network]}/svar                        303     200     200      200           200         200      200       200
{id[own A]}/svar                          303     404     200      404           200         404      404       404
{hidden_quote}                            303     404     404      404           404         404      404       404
/traade/999999/svar                       303     404     404      404           404         404      404       404

{file[public]}                            200     200     200      200           200         200      200       200
{file[network]}                           404     200     200      200           200         200      200       200
{file[municipalities]}                    404     404     200      200           200         200      200       200
{file[own A]}                             404     404     200      404           200         404      404       404
{file[own B]}                             404     404     404      200           404         404      404       404
{file[own office]}                        404     404     404      404           404         200      404       404
{hidden_file}                             404     404     404      404           404         200      200       200
/filer/999999/findes-ikke.txt             404     404     404      404           404         404      404       404

/gennemsyn/                               303     403      403      403           403         200      403       200
/gennemsyn/log                            303     200      200      200           200         200      200       200
/gennemsyn/log?efter=findes-ikke          303     404      404      404           404         404      404       404
{hidden_thread}                           404     404      404      404           404         200      200       200
{hidden_thread}-fejl                      404     404      404      404           404         301      301       301
{hidden_post}                             404     404      404      404           404         302      302       302
{hidden_reply}                            302     302      302      302           302         302      302       302
{post[network]}/anmeld                    303     200      200      200           200         200      200       200
{post[own A]}/anmeld                      303     404      200      404           200         404      404       404
{hidden_reply}/anmeld                     303     403      403      403           403         403      403       403
{hidden_post}/anmeld                      303     404      404      404           404         403      403       403
{hidden_reply}/historik                   404     404      404      404           404         200      200       200
{hidden_post}/historik                    404     404      404      404           404         200      200       200
{hidden_reply}/ret                        303     404      404      404           404         200      403       200
{hidden_post}/ret                         303     404      404      404           404         200      403       200
{post[network]}/anmeldt                   303     200      200      200           200         200      200       200
{post[own B]}/anmeldt                     303     404      404      200           404         404      404       404
{post[network]}/skjul                     303     403      403      403           403         200      403       200
{post[own A]}/skjul                       303     403      403      403           403         404      403       404
{hidden_reply}/svar-moderator             303     403      403      403           403         403      200       403
{hidden_post}/svar-moderator              303     404      404      404           404         403      200       403
{id[public]}/kort-fortalt/historik         200     200      200      200           200         200      200       200
{id[network]}/kort-fortalt/historik        404     200      200      200           200         200      200       200
{id[municipalities]}/kort-fortalt/historik 404     404      200      200           200         200      200       200
{id[own A]}/kort-fortalt/historik          404     404      200      404           200         404      404       404
{id[own B]}/kort-fortalt/historik          404     404      404      200           404         404      404       404
{id[own office]}/kort-fortalt/historik     404     404      404      404           404         200      404       404
{id[public]}/kort-fortalt                  303     403      403      403           403         200      403       200
{id[network]}/kort-fortalt                 303     403      403      403           403         200      403       200
{id[municipalities]}/kort-fortalt          303     404      403      403           403         200      403       200
{id[own A]}/kort-fortalt                   303     404      403      404           403         404      404       404
{id[own office]}/kort-fortalt              303     404      404      404           404         200      404       404
{id[network]}/kort-fortalt/skjul           303     403      403      403           403         200      403       200
{id[own A]}/kort-fortalt/skjul             303     403      403      403           403         404      403       404
{hidden_id}/kort-fortalt/historik          404     404      404      404           404         200      200       200
{hidden_id}/kort-fortalt                   303     404      404      404           404         200      403       200
/traade/999999/kort-fortalt                303     404      404      404           404         404      404       404
/traade/999999/kort-fortalt/historik       404     404      404      404           404         404      404       404
/traade/999999/kort-fortalt/skjul          303     403      403      403           403         404      403       404
{id[public]}/del                           200     200      200      200           200         200      200       200
{id[network]}/del                          404     200      200      200           200         200      200       200
{id[municipalities]}/del                   404     404      200      200           200         200      200       200
{id[own A]}/del                            404     404      200      404           200         404      404       404
{id[own B]}/del                            404     404      404      200           404         404      404       404
{id[own office]}/del                       404     404      404      404           404         200      404       404
{hidden_id}/del                            404     404      404      404           404         403      403       403
/traade/999999/del                         404     404      404      404           404         404      404       404
{id[network]}/moderer                     303     403      403      403           403         200      403       200
{id[own A]}/moderer                       303     403      403      403           403         404      403       404
/traade/999999/moderer                    303     403      403      403           403         404      403       404
{id[network]}/laeg-sammen                 303     403      403      403           403         200      403       200
{id[own A]}/laeg-sammen                   303     403      403      403           403         404      403       404
{id[network]}/laeg-sammen?find={thread[own A]}  303 403    403      403           403         200      403       200
/traade/999999/laeg-sammen                303     403      403      403           403         404      403       404
{id[network]}/udskil                      303     403      403      403           403         200      403       200
{id[own A]}/udskil                        303     403      403      403           403         404      403       404
{id[network]}/udskil?efter=999            303     403      403      403           403         404      403       404
/traade/999999/udskil                     303     403      403      403           403         404      403       404
/sekretariat/medlemmer/{member}/spaer     303     403      403      403           403         200      403       403
/sekretariat/medlemmer/999999/spaer       303     403      403      403           403         404      403       403
/sekretariat/medlemmer/{member}/slet      303     403      403      403           403         200      403       403
/sekretariat/medlemmer/999999/slet        303     403      403      403           403         404      403       403

/medlemmer/                                303     200      200      200           200         200      200       200
/medlemmer/?emne=tomme-boliger             303     200      200      200           200         200      200       200
/medlemmer/?emne=findes-ikke               303     404      404      404           404         404      404       404
/medlemmer/?kommune=lolland&q=medlem       303     200      200      200           200         200      200       200
/medlemmer/?kommune=findes-ikke            303     404      404      404           404         404      404       404
/medlemmer/?efter=findes-ikke              303     404      404      404           404         404      404       404
/medlemmer/?efter=999999                   303     404      404      404           404         404      404       404
{profile}                                  303     200      200      200           200         200      200       200
{profile}-fejl                             303     301      301      301           301         301      301       301
{profile}?efter=findes-ikke                303     404      404      404           404         404      404       404
/medlemmer/999999-findes-ikke              303     404      404      404           404         404      404       404
/metoder/                                 200     200     200     200     200     200     200     200
/metoder/?type=redskab                    200     200     200     200     200     200     200     200
/metoder/?emne=tomme-boliger              200     200     200     200     200     200     200     200
/metoder/?pris=egne-timer                 200     200     200     200     200     200     200     200
/metoder/?noegleord=landsbyer             200     200     200     200     200     200     200     200
/metoder/?kommune=lolland                 200     200     200     200     200     200     200     200
/metoder/?type=x                          404     404     404     404     404     404     404     404
/metoder/?emne=x                          404     404     404     404     404     404     404     404
/metoder/?pris=x                          404     404     404     404     404     404     404     404
/metoder/?noegleord=x                     404     404     404     404     404     404     404     404
/metoder/?kommune=x                       404     404     404     404     404     404     404     404
/metoder/?efter=x                         404     404     404     404     404     404     404     404
/metoder/?vis=x                           404     404     404     404     404     404     404     404
/metoder/?vis=mine                        303     200     200     200     200     200     200     200
/metoder/ny                               303     200     200     200     200     200     200     200
/metoder/ny?dokument=999999&emne=x        303     200     200     200     200     200     200     200
{method[public]}                          200     200     200     200     200     200     200     200
{method[network]}                         404     200     200     200     200     200     200     200
{method[municipalities]}                  404     404     200     200     200     200     200     200
{method[own A]}                           404     404     200     404     200     404     404     404
{method[own B]}                           404     404     404     200     404     404     404     404
{method[own office]}                      404     404     404     404     404     200     404     404
{method_id[public]}/historik              200     200     200     200     200     200     200     200
{method_id[network]}/historik             404     200     200     200     200     200     200     200
{method_id[municipalities]}/historik      404     404     200     200     200     200     200     200
{method_id[own A]}/historik               404     404     200     404     200     404     404     404
{method_id[own B]}/historik               404     404     404     200     404     404     404     404
{method_id[own office]}/historik          404     404     404     404     404     200     404     404
{method[public]}-fejl                     301     301     301     301     301     301     301     301
{method[own A]}-fejl                      404     404     301     404     301     404     404     404
{method_id[public]}/ret                   303     403     403     403     403     403     403     403
{method_id[public]}/ejere                 303     403     403     403     403     403     403     403
{method_id[network]}/ret                  303     403     403     403     403     403     403     403
{method_id[network]}/ejere                303     403     403     403     403     403     403     403
{method_id[municipalities]}/ret           303     404     403     403     403     403     403     403
{method_id[municipalities]}/ejere         303     404     403     403     403     403     403     403
{method_id[own A]}/ret                    303     404     403     404     403     404     404     404
{method_id[own A]}/ejere                  303     404     403     404     403     404     404     404
{method_id[own B]}/ret                    303     404     404     403     404     404     404     404
{method_id[own B]}/ejere                  303     404     404     403     404     404     404     404
{method_id[own office]}/ret               303     404     404     404     404     200     404     404
{method_id[own office]}/ejere             303     404     404     404     404     200     404     404
{method_draft[network]}                   404     404     404     404     404     404     404     404
{method_draft[own office]}                404     404     404     404     404     200     404     404
{method_id[public]}/lignende              200     200     200     200     200     200     200     200
{method_id[network]}/lignende             404     200     200     200     200     200     200     200
{method_id[own A]}/lignende               404     404     200     404     200     404     404     404
/metoder/999999/lignende                  404     404     404     404     404     404     404     404
/metoder/999999-x                         404     404     404     404     404     404     404     404
/metoder/999999/historik                  404     404     404     404     404     404     404     404
/metoder/999999/ret                       303     404     404     404     404     404     404     404
/metoder/999999/ejere                     303     404     404     404     404     404     404     404

{card[public]}                            200     200     200     200     200     200     200     200
{card[public]}/ret                        303     403     403     403     403     403     403     403
{method_id[public]}/erfaring              303     403     200     200     200     403     200     200
{method_id[public]}/traek-tilbage         303     403     403     403     403     403     403     403
{card[network]}                           404     200     200     200     200     200     200     200
{card[network]}/ret                       303     403     403     403     403     403     403     403
{method_id[network]}/erfaring             303     403     200     200     200     403     200     200
{method_id[network]}/traek-tilbage        303     403     403     403     403     403     403     403
{card[municipalities]}                    404     404     200     200     200     200     200     200
{card[municipalities]}/ret                303     404     403     403     403     403     403     403
{method_id[municipalities]}/erfaring      303     404     200     200     200     403     200     200
{method_id[municipalities]}/traek-tilbage 303     404     403     403     403     403     403     403
{card[own A]}                             404     404     200     404     200     404     404     404
{card[own A]}/ret                         303     404     403     404     403     404     404     404
{method_id[own A]}/erfaring               303     404     200     404     200     404     404     404
{method_id[own A]}/traek-tilbage          303     404     403     404     403     404     404     404
{card[own B]}                             404     404     404     200     404     404     404     404
{card[own B]}/ret                         303     404     404     403     404     404     404     404
{method_id[own B]}/erfaring               303     404     404     200     404     404     404     404
{method_id[own B]}/traek-tilbage          303     404     404     403     404     404     404     404
/erfaringer/{own_card}/ret                303     404     200     404     403     404     404     404
/erfaringer/999999                        404     404     404     404     404     404     404     404
/erfaringer/999999/ret                    303     404     404     404     404     404     404     404
/metoder/999999/erfaring                  303     404     404     404     404     404     404     404
/metoder/999999/traek-tilbage             303     404     404     404     404     404     404     404
{method[public]}?vis=tabel&slags=landkommuner 200     200     200     200     200     200     200     200
{method[public]}?slags=x                  404     404     404     404     404     404     404     404
{method[public]}?aar=x                    404     404     404     404     404     404     404     404
{method[public]}?udfordring=x              404     404     404     404     404     404     404     404
{method[public]}?udfordring=service        404     404     404     404     404     404     404     404
{method[public]}?stadie=x                 404     404     404     404     404     404     404     404
{method[public]}?efter=x                  404     404     404     404     404     404     404     404

/metoder/samtykke/{source}                303     404     200     404     404     404     404     404
/metoder/samtykke/999999                  303     404     404     404     404     404     404     404
/traade/ny?slags=spoergsmaal&metode=1     303     200     200     200     200     200     200     200
/traade/ny?slags=spoergsmaal&metode=x     303     200     200     200     200     200     200     200

/samlinger/                               200     200     200     200     200     200     200     200
/samlinger/?vis=x                         404     404     404     404     404     404     404     404
/samlinger/?efter=x                       404     404     404     404     404     404     404     404
/samlinger/?vis=mine                      303     200     200     200     200     200     200     200
/samlinger/?vis=kommunens                 303     200     200     200     200     200     200     200
/samlinger/ny                             303     200     200     200     200     200     200     200
{collection[public]}                      200     200     200     200     200     200     200     200
{collection[network]}                     404     200     200     200     200     200     200     200
{collection[municipalities]}              404     404     200     200     200     200     200     200
{collection[own A]}                       404     404     200     404     200     404     404     404
{collection[own B]}                       404     404     404     200     404     404     404     404
{collection[own office]}                  404     404     404     404     404     200     404     404
{collection[public]}-fejl                 301     301     301     301     301     301     301     301
{collection[own A]}-fejl                  404     404     301     404     301     404     404     404
/samlinger/{private[public]}-fejl         404     404     404     404     404     404     404     404
/samlinger/{private[own A]}-fejl          404     404     404     404     404     404     404     404
/samlinger/{private[own office]}-fejl     404     404     404     404     404     301     404     404
/samlinger/{private[own A]}/ret           303     404     404     404     404     404     404     404
{collection_id[network]}/ret              303     403     403     403     403     403     403     403
{collection_id[own A]}/ret                303     404     403     404     403     404     404     404
{collection_id[own office]}/ret           303     404     404     404     404     200     404     404
{collection_id[network]}/ting/{item[network]} 303     403     403     403     403     403     403     403
{collection_id[own B]}/ting/{item[own B]} 303     404     404     403     404     404     404     404
{collection_id[own office]}/ting/{item[own office]} 303     404     404     404     404     200     404     404
{collection_id[own office]}/ting/{item[own A]} 303     404     404     404     404     404     404     404
{collection_id[own office]}/ting/999999   303     404     404     404     404     404     404     404
/samlinger/{own_collection}/ret           303     403     200     403     403     403     403     403
/samlinger/999999/ret                     303     404     404     404     404     404     404     404
/samlinger/999999-findes-ikke             404     404     404     404     404     404     404     404
/samlinger/tilfoej/traad/{thread_number[public]} 303     200     200     200     200     200     200     200
/samlinger/tilfoej/traad/{thread_number[municipalities]} 303     404     200     200     200     200     200     200
/samlinger/tilfoej/traad/{thread_number[own A]} 303     404     200     404     200     404     404     404
/samlinger/tilfoej/metode/{method_number[own B]} 303     404     404     200     404     404     404     404
/samlinger/tilfoej/dokument/{document_number[own office]} 303     404     404     404     404     200     404     404
/samlinger/tilfoej/plan/{plan_number[own B]} 303     404     404     200     404     404     404     404
/samlinger/tilfoej/traad/999999           303     404     404     404     404     404     404     404
/samlinger/tilfoej/nyhed/1                303     404     404     404     404     404     404     404

/gennemsyn/tag-ned/metode/{method_number[public]} 303 403     403     403     403     200     403     200
/gennemsyn/tag-ned/metode/{method_number[own B]} 303 403     403     403     403     404     403     404
/gennemsyn/tag-ned/dokument/{document_number[network]} 303 403     403     403     403     200     403     200
/gennemsyn/tag-ned/dokument/{document_number[own A]} 303 403     403     403     403     404     403     404
/gennemsyn/tag-ned/samling/{collection_number[municipalities]} 303 403     403     403     403     200     403     200
/gennemsyn/tag-ned/samling/{private[own B]} 303 403     403     403     403     404     403     404
/gennemsyn/tag-ned/plan/{plan_number[public]} 303 403     403     403     403     200     403     200
/gennemsyn/tag-ned/plan/{plan_number[own B]} 303 403     403     403     403     404     403     404
/gennemsyn/tag-ned/erfaring/999999        303     403     403     403     403     404     403     404
/gennemsyn/tag-ned/traad/1                303     403     403     403     403     404     403     404
/journal/samling/{collection_number[public]} 303     200     200     200     200     200     200     200
/journal/samling/{collection_number[municipalities]} 303     404     200     200     200     200     200     200
/journal/samling/{collection_number[own A]} 303     404     200     404     200     404     404     404
/journal/samling/{private[own office]}    303     404     404     404     404     200     404     404
/journal/samling/{private[own A]}         303     404     404     404     404     404     404     404
/journal/traad/{thread_number[network]}   303     200     200     200     200     200     200     200
/journal/traad/{thread_number[own B]}     303     404     404     200     404     404     404     404
/journal/traad/{hidden_number}            303     404     404     404     404     403     403     403
/journal/metode/{method_number[network]}  303     200     200     200     200     200     200     200
/journal/metode/{method_number[own A]}    303     404     200     404     200     404     404     404
/journal/metode/{draft_number}            303     404     404     404     404     403     404     404
/journal/plan/{plan_number[network]}      303     200     200     200     200     200     200     200
/journal/plan/{plan_number[own A]}        303     404     200     404     200     404     404     404
/journal/traad/999999                     303     404     404     404     404     404     404     404
/journal/dokument/1                       303     404     404     404     404     404     404     404
/strategiplaner/                          200     200     200     200     200     200     200     200
/strategiplaner/?vis=tidslinje            200     200     200     200     200     200     200     200
/strategiplaner/?orden=kommune            200     200     200     200     200     200     200     200
/strategiplaner/?emne=tomme-boliger       200     200     200     200     200     200     200     200
/strategiplaner/?kommune=lolland          200     200     200     200     200     200     200     200
/strategiplaner/?fase=analyse             200     200     200     200     200     200     200     200
/strategiplaner/?vis=vores                303     200     200     200     200     200     200     200
/strategiplaner/?vis=x                    404     404     404     404     404     404     404     404
/strategiplaner/?orden=x                  404     404     404     404     404     404     404     404
/strategiplaner/?emne=x                   404     404     404     404     404     404     404     404
/strategiplaner/?kommune=x                404     404     404     404     404     404     404     404
/strategiplaner/?fase=x                   404     404     404     404     404     404     404     404
/strategiplaner/?efter=x                  404     404     404     404     404     404     404     404
/strategiplaner/?orden=kommune&efter=x    404     404     404     404     404     404     404     404
/strategiplaner/ny                        303     403     200     200     200     403     200     200
{plan[public]}                            200     200     200     200     200     200     200     200
{plan_id[public]}/ret                     303     403     403     403     403     200     403     403
{plan_id[public]}/historik                303     403     403     403     403     200     403     403
{plan[network]}                           404     200     200     200     200     200     200     200
{plan_id[network]}/ret                    303     403     403     403     403     200     403     403
{plan[municipalities]}                    404     404     200     200     200     200     200     200
{plan_id[municipalities]}/ret             303     404     403     403     403     200     403     403
{plan[own A]}                             404     404     200     404     200     404     404     404
{plan_id[own A]}/ret                      303     404     200     404     200     404     404     404
{plan_id[own A]}/historik                 303     404     200     404     200     404     404     404
{plan[own B]}                             404     404     404     200     404     404     404     404
{plan_id[own B]}/ret                      303     404     404     200     404     404     404     404
{plan[public]}-fejl                       301     301     301     301     301     301     301     301
{plan[own A]}-fejl                        404     404     301     404     301     404     404     404
{plan_draft}                              404     404     200     404     200     404     404     404
{plan_draft_id}/ret                       303     404     200     404     200     404     404     404
{plan_draft_id}/historik                  303     404     200     404     200     404     404     404
/strategiplaner/999999-x                  404     404     404     404     404     404     404     404
/strategiplaner/999999/historik           303     404     404     404     404     404     404     404
/strategiplaner/999999/ret                303     404     404     404     404     404     404     404

/arrangementer/{event_number}/deltagere.csv 303     403     403     403     403     200     403     403
/arrangementer/999999/deltagere.csv       303     404     404     404     404     404     404     404
/forside                                  303     403     403     403     403     200     403     403
/nyheder/                                 200     200     200     200     200     200     200     200
/projekter/                               200     200     200     200     200     200     200     200
/udgivelser/                              200     200     200     200     200     200     200     200
/arrangementer/                           200     200     200     200     200     200     200     200
/nyheder/?vis=kladder                     303     403     403     403     403     200     403     403
/nyheder/?vis=x                           404     404     404     404     404     404     404     404
/nyheder/?efter=x                         404     404     404     404     404     404     404     404
/nyheder/ny                               303     403     403     403     403     200     403     403
/projekter/ny                             303     403     403     403     403     200     403     403
{article[out]}                            200     200     200     200     200     200     200     200
{article[out]}-fejl                       301     301     301     301     301     301     301     301
{article[draft]}                          404     404     404     404     404     200     404     404
{article[draft]}-fejl                     404     404     404     404     404     301     404     404
{article[planned]}                        404     404     404     404     404     200     404     404
{article[withdrawn]}                      404     404     404     404     404     200     404     404
{article_id[out]}/ret                     303     403     403     403     403     200     403     403
{article_id[draft]}/ret                   303     404     404     404     404     200     404     404
{article_id[out]}/historik                303     403     403     403     403     200     403     403
{article_id[planned]}/historik            303     404     404     404     404     200     404     404
/feed                                     200     200     200     200     200     200     200     200
/feed/nyheder                             200     200     200     200     200     200     200     200
/feed/udgivelser                          200     200     200     200     200     200     200     200
/feed/mine/findes-ikke/traade             404     404     404     404     404     404     404     404
/feed/mine/findes-ikke/kalender.ics       404     404     404     404     404     404     404     404
/konto/feeds                              303     200     200     200     200     200     200     200
/feed/traade                              404     404     404     404     404     404     404     404
/partnere/                                200     200     200     200     200     200     200     200
/partnere/realfonden                      200     200     200     200     200     200     200     200
/partnere/lolland                         404     404     404     404     404     404     404     404
/partnere/findes-ikke                     404     404     404     404     404     404     404     404
/kommuner/realfonden                      404     404     404     404     404     404     404     404
/partnere/realfonden/inviter              303     403     403     403     403     200     403     403
/partnere/realfonden/profil               303     403     403     403     403     200     403     403
/partnere/findes-ikke/profil              303     404     404     404     404     404     404     404
/sekretariat/partnere                     303     403     403     403     403     200     403     403
/aabne-data                               200     200     200     200     200     200     200     200
/aabne-data/bibliotek.csv                 200     200     200     200     200     200     200     200
/aabne-data/bibliotek.json                200     200     200     200     200     200     200     200
/sitemap.xml                              200     200     200     200     200     200     200     200
/sitemap/sider.xml                        200     200     200     200     200     200     200     200
/sitemap/traade-1.xml                     200     200     200     200     200     200     200     200
/sitemap/medlemmer-1.xml                  404     404     404     404     404     404     404     404
/sitemap/traade-0.xml                     404     404     404     404     404     404     404     404
/arrangementer/?vis=tidligere             200     200     200     200     200     200     200     200
/nyheder/?vis=tidligere                   404     404     404     404     404     404     404     404
/arrangementer/kalender.ics               200     200     200     200     200     200     200     200
{event}                                   200     200     200     200     200     200     200     200
{event}/kalender.ics                      200     200     200     200     200     200     200     200
{event}-fejl/kalender.ics                 301     301     301     301     301     301     301     301
/arrangementer/999999-x/kalender.ics      404     404     404     404     404     404     404     404
{publication}                             200     200     200     200     200     200     200     200
/udgivelser/{publication_number}/hent     302     302     302     302     302     302     302     302
/udgivelser/999999/hent                   404     404     404     404     404     404     404     404
/projekter/1-x                            404     404     404     404     404     404     404     404
/nyheder/999999-x                         404     404     404     404     404     404     404     404
/nyheder/999999/ret                       303     404     404     404     404     404     404     404

/bibliotek/?kommune=lolland                200     200      200      200           200         200      200       200
/bibliotek/?kommune=findes-ikke            404     404      404      404           404         404      404       404

/udvikling/mail                           200     200      200      200           200         200      200       200
/udvikling/komponenter                    200     200      200      200           200         200      200       200
"""
IN_TABLE = [role for role in ROLES if role != ADVISER]
ROWS = [tuple(line.rsplit(maxsplit=len(IN_TABLE))) for line in MATRIX.strip().splitlines()[1:] if line]
# An adviser gets what a visitor gets, and 403 where one who is not signed in is asked to – but for what is theirs
OPEN_TO_ADVISERS = {
    "/konto/": 200,
    "/konto/oplysninger": 200,
    "/konto/oplysninger.json": 200,
    "/konto/slet": 200,
    "/konto/adgangskode": 200,
    "/konto/adresse": 200,
    "/konto/feeds": 200,
    "/inviteret": 200,
    "{hidden_quote}": 403,  # in the public thread
    "{hidden_reply}/svar-moderator": 403,
    "/notifikationer/": 200,
    "/notifikationer/?efter=findes-ikke": 404,
}


def _of_adviser(town: Town, address: str, of_visitor: int, of_member_a: int) -> int:
    if address in OPEN_TO_ADVISERS:
        return OPEN_TO_ADVISERS[address]
    path = address.format(**_places(town))
    is_opened = town.is_opened(path)
    app = town.world.app
    endpoint, _values = app.url_map.bind("localhost").match(urlsplit(path).path) if of_visitor == 303 else ("", {})
    if endpoint and declared(app, endpoint) is not Access.INVITED:
        return 403
    if endpoint and not is_opened:
        return 403 if "[public]" in address else 404
    return of_member_a if is_opened else of_visitor


def _places(town: Town) -> dict[str, object]:
    """What stands in braces in the table."""
    return {
        "asset": town.world.app.extensions["assets"].url("app.css"),
        "invitation": town.invitation,
        "reset": town.reset,
        "address": town.address,
        "stop": town.stop,
        "asked": town.asked,
        "thread": {audience: town.thread_path(audience) for audience in town.threads},
        "merged": {audience: f"/traade/{thread.id}-{thread.slug}" for audience, thread in town.merged.items()},
        "post": {audience: f"/indlaeg/{reply}" for audience, reply in town.replies.items()},
        "document": {audience: town.document_path(audience) for audience in town.documents},
        "document_id": {audience: f"/dokumenter/{document.id}" for audience, document in town.documents.items()},
        "id": {audience: f"/traade/{thread.id}" for audience, thread in town.threads.items()},
        "call_id": town.call.id,
        "call": town.call_paths()[0],
        "keyword": town.keyword,
        "hidden_id": f"/traade/{town.hidden_thread.id}",
        "hidden_thread": town.hidden_paths()[0],
        "hidden_post": f"/indlaeg/{town.hidden_posts[0]}",
        "hidden_reply": f"/indlaeg/{town.hidden_reply}",
        "quote": {
            audience: f"/traade/{thread.id}/svar?citer={town.replies[audience]}"
            for audience, thread in town.threads.items()
        },
        "hidden_quote": f"/traade/{town.threads['public'].id}/svar?citer={town.hidden_reply}",
        "file": town.files,
        "card": {audience: f"/erfaringer/{card}" for audience, card in town.cards.items()},
        "own_card": town.own_card,
        "source": town.source,
        "method": {audience: method.url for audience, method in town.methods.items()},
        "method_id": {audience: f"/metoder/{method.id}" for audience, method in town.methods.items()},
        "plan": {audience: plan.url for audience, plan in town.plans.items()},
        "plan_id": {audience: f"/strategiplaner/{plan.id}" for audience, plan in town.plans.items()},
        "plan_draft": town.plan_draft.url if town.plan_draft else "",
        "plan_draft_id": f"/strategiplaner/{town.plan_draft.id if town.plan_draft else 0}",
        "article": {name: article.url for name, article in town.articles.items()},
        "article_id": {name: f"/nyheder/{article.id}" for name, article in town.articles.items()},
        "event": town.event.url if town.event else "",
        "event_number": town.event.id if town.event else 0,
        "publication": town.publication.url if town.publication else "",
        "publication_number": town.publication.id if town.publication else 0,
        "method_draft": {audience: method.url for audience, method in town.drafts.items()},
        "collection": {audience: town.collection_path(audience) for audience in town.collections},
        "collection_id": {audience: f"/samlinger/{number}" for audience, number in town.collections.items()},
        "item": town.items,
        "private": town.private,
        "collection_number": town.collections,
        "hidden_number": town.hidden_thread.id,
        "draft_number": town.drafts["own office"].id,
        "own_collection": town.own_collection,
        "thread_number": {audience: thread.id for audience, thread in town.threads.items()},
        "method_number": {audience: method.id for audience, method in town.methods.items()},
        "document_number": {audience: document.id for audience, document in town.documents.items()},
        "plan_number": {audience: plan.id for audience, plan in town.plans.items()},
        "hidden_file": town.hidden_file,
        "member": town.people[MEMBER_B].id,
        "profile": member_url(town.people[MEMBER_B].id or 0, town.people[MEMBER_B].name),
        "text": {audience: f"/dokumenter/{document.id}/tekst" for audience, document in town.documents.items()},
    }


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_the_answer_that_was_agreed_on(town: Town, role: str) -> None:
    client, places = town.world.client(town.people[role]), _places(town)
    if role == ADVISER:
        agreed = {row[0]: _of_adviser(town, row[0], int(row[1]), int(row[3])) for row in ROWS}
    else:
        agreed = {row[0]: int(row[1 + IN_TABLE.index(role)]) for row in ROWS}
    given = {address: visit(client, address.format(**places)).status for address in agreed}
    assert {address: status for address, status in given.items() if status != agreed[address]} == {}


def test_every_address_that_can_be_opened_stands_in_the_table(town: Town) -> None:
    routes, places = town.world.app.url_map.bind("localhost"), _places(town)
    known = [urlsplit(row[0].format(**places)).path for row in ROWS]
    tried = {routes.match(path)[0] for path in known if routes.test(path, "GET")}
    opened = {rule.endpoint for rule in town.world.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert opened - tried == set()


def test_development_pages_are_nowhere_in_production(town: Town, tmp_path: Path) -> None:
    url = town.world.app.config["SETTINGS"].database_url
    production = {
        "NETWORK_MODE": "production",
        "NETWORK_SECRET": "0123456789abcdef" * 4,
        "NETWORK_BASE_URL": "https://netvaerk.example.dk",
    }
    with closing(create_app(settings_for(tmp_path, url, **production))) as app:
        world = World(app, town.world.clock)
        for role in ROLES:
            client = world.app.test_client()
            if town.people[role].is_signed_in:
                client = world.client(town.people[role])
            assert visit(client, "/konto/").status == (200 if town.people[role].is_signed_in else 303)
            for address in ("/udvikling/mail", "/udvikling/komponenter"):
                assert visit(client, address).status == 404
