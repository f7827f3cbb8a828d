"""A protected person's place in a list no longer follows from the name.

What generates a column cannot be changed: it is taken away with its index, and made anew.
"""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(model_name="person", name="registry_person_sort"),
        migrations.RemoveField(model_name="person", name="sort_key"),
        migrations.AddField(
            model_name='person',
            name='sort_key',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(protection='protected', then=models.Value('')), default=models.Func(django.db.models.functions.text.Lower(models.Func(models.F('last_name'), models.F('first_name'), arg_joiner=" || ' ' || ", template='(%(expressions)s)')), models.Value('ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĲĳĴĵĶķĸĹĺĻļĽľĿŀŁłŃńŅņŇňŊŋŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžſƎƏƑƒƠơƯưǄǅǆǇǈǉǊǋǌǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǝǞǟǠǡǢǣǦǧǨǩǪǫǬǭǰǱǲǳǴǵǸǹǺǻǼǽǾǿȀȁȂȃȄȅȆȇȈȉȊȋȌȍȎȏȐȑȒȓȔȕȖȗȘșȚțȞȟȦȧȨȩȪȫȬȭȮȯȰȱȲȳəḀḁḂḃḄḅḆḇḈḉḊḋḌḍḎḏḐḑḒḓḔḕḖḗḘḙḚḛḜḝḞḟḠḡḢḣḤḥḦḧḨḩḪḫḬḭḮḯḰḱḲḳḴḵḶḷḸḹḺḻḼḽḾḿṀṁṂṃṄṅṆṇṈṉṊṋṌṍṎṏṐṑṒṓṔṕṖṗṘṙṚṛṜṝṞṟṠṡṢṣṤṥṦṧṨṩṪṫṬṭṮṯṰṱṲṳṴṵṶṷṸṹṺṻṼṽṾṿẀẁẂẃẄẅẆẇẈẉẊẋẌẍẎẏẐẑẒẓẔẕẖẗẘẙẚẛẞẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~\t\n\x0b\x0c\r\xa0\u2009\u202f¨´·¸ʹʻʼ‐‑‒–—‘’‚“”„•…′″−\xad\u200b\u200c\u200d\ufeff'), models.Value('aaaa|{|ceeeeiiiidnoooo}}uuuyytsaaaa|{|ceeeeiiiidnoooo}}uuuyytyaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnoooo}}}}rrrrrrssssssssttttttuuuuuuuuyyuuwwyyyzzzzzzseeffoouudddlllnnnaaiioouuuuuuuuuueaaaa||ggkkoooojdddggnnaa||}}aaaaeeeeiiiioooorrrruuuusstthhaaeeooooooooyyeaabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyassaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy                                                                    '), function='translate')), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["principal", "sort_key", "id"], name="registry_person_sort"),
        ),
    ]
