"""First names most given in France since 1945, folded: enough to suspect that an address is a person's."""

from __future__ import annotations

_NAMES = """
    adam adele adeline adrien agathe agnes ahmed aicha aime alain alan albane albert alex alexandra
    alexandre alexis alfred ali alice alicia aline alix alyssa amandine amelie amina amine amir ana
    anais andre andrea andree angele angelina angelique anissa anita anna anne annick annie anthony
    antoine antonin antonio antony ariane arlette armand armelle arnaud arthur assia astrid aude audrey
    augustin aurelie aurelien aurore axel axelle aymeric baptiste barbara bastien beatrice benedicte
    benjamin benoit berenice bernadette bernard berthe bertrand bilal blandine boris brahim brice
    brigitte bruno camille candice carine carla carmen carole caroline cassandra catherine cathy cecile
    cedric celia celine chantal charlene charles charline charlotte chloe christel christele christelle
    christian christiane christine christophe claire clara clarisse claude claudette claudia claudie
    claudine clemence clement clementine cloe clotilde colette coline coralie corentin corinne cyrielle
    cyril cyrille damien daniel daniele danielle danny david davy deborah delphine denis denise diana
    didier dimitri djamel dominique dorian doriane dorothee dylan edith edmond edouard eleonore eliane
    elie eliott elisa elisabeth elise elodie eloise elsa emeline emeric emilie emilien emma emmanuel
    emmanuelle enzo eric erika erwan esteban estelle esther etienne eugene eugenie eva evelyne fabien
    fabienne fabrice fanny farid fatiha fatima fatma faustine felix fernand fernande flavie flavien
    florence florent florentin florian floriane francine francis franck francois francoise frank
    franziska fred frederic frederique gabriel gabrielle gael gaelle gaetan gaspard gautier genevieve
    geoffrey georges georgette gerald geraldine gerard germaine ghislaine gilbert gilberte gilles gisele
    gregory guillaume gustave guy gwenaelle gwendoline gwladys habib hakim hamid hassan helene henri
    henriette herve hocine hubert hugo hugues ibrahim ines ingrid irene iris isabelle isaline ismael
    jacky jacqueline jacques jamel janine jason jawad jean jeanine jeanne jeannette jeannine jennifer
    jeremie jeremy jerome jessica jessy joachim joanna jocelyne joel joelle johan johann johanna johnny
    jonathan jordan joris jose joseph josephine josette josiane josselin judith jules julia julie julien
    juliette justin justine kader kamel karim karima karine katia kelly kevin khadija khalid killian
    laetitia lahcen laila laura laure laurence laurent laurie laurine lea leane leila lena leo leon
    leonard leonie leonore leslie lila lilian liliane lilou lina linda line lionel lisa lise loan loic
    lola lorraine louane louis louisa louise luc lucas lucette lucie lucien lucienne lucile ludivine
    ludovic lydia lydie lylou mael maelle maeva magali magalie malik malika manon manuel marc marcel
    marcelle margaux margot marguerite maria mariam marianne marie marielle marina marine marion marius
    marjorie marlene martin martine maryline maryse maryvonne mathias mathieu mathilde mathis matteo
    matthias matthieu maud maurice mauricette max maxence maxime maya mehdi melanie melina melissa
    melodie michael michel michele micheline mickael miguel mireille mohamed mohammed monique morgan
    morgane mounir mourad muriel mustapha mylene myriam nabil nadege nadia nadine nadir naima nancy
    nassim natacha nathalie nathan nawel nelly nicolas nicole nina noa noah noel noelle noemie nora
    norbert nour oceane odette odile olga olivia olivier ophelie oriane oscar pascal pascale pascaline
    patrice patricia patrick paul paula paulette pauline perrine philippe pierre pierrette pierrick
    priscilla quentin rachel rachid rachida ralph raoul raphael raphaelle raymond raymonde rebecca
    regine regis remi remy renaud rene renee richard robert roberte robin rodolphe rodrigue roger roland
    rolande romain romane romuald ronan rosa rosalie rose roseline roxane ruben sabine sabrina sacha
    said salah salim salima salome samia samir samira samuel sandie sandra sandrine sandy sara sarah
    sebastien segolene selma serge severine simon simone sofia sofiane solange solene soline sonia
    sophie soraya stanislas stella stephane stephanie steve steven suzanne suzie sybille sylvain
    sylvaine sylvette sylviane sylvie tanguy tania tatiana teddy theo theodore therese thibaud thibault
    thibaut thierry thomas tiffany tim timothee titouan tom tommy tony tristan ugo valentin valentine
    valerian valerie vanessa veronique vianney victoire victor victoria vincent violaine violette
    virginie viviane vivien wendy wilfried william willy xavier yacine yael yann yannick yannis yasmina
    yasmine yassine yoan yoann yohan yohann yolande youcef youssef yves yvette yvon yvonne zoe zohra
"""

#: Common ones in the « fichier des prénoms » of Insee; those that are also places or common nouns are left out.
PRENOMS: frozenset[str] = frozenset(_NAMES.split())
